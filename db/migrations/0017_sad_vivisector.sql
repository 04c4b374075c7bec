CREATE TABLE "leases" (
	"group_id" text PRIMARY KEY NOT NULL,
	"lease_id" text NOT NULL,
	"edge_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "leases_expires_idx" ON "leases" USING btree ("expires_at");