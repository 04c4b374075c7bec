CREATE TABLE "announcements" (
	"edge_id" text NOT NULL,
	"n" bigint NOT NULL,
	"keys" text[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "announcements_edge_id_n_pk" PRIMARY KEY("edge_id","n")
);
--> statement-breakpoint
ALTER TABLE "edges" ADD COLUMN "announced" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "announcements_created_idx" ON "announcements" USING btree ("created_at");