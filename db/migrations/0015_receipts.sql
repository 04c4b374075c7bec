CREATE TABLE "edge_acks" (
	"edge_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"applied_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "edge_acks_edge_id_seq_pk" PRIMARY KEY("edge_id","seq")
);
--> statement-breakpoint
CREATE INDEX "edge_acks_age_idx" ON "edge_acks" USING btree ("applied_at");