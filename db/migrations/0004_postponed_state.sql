ALTER TABLE "versions" ADD COLUMN "state_sha256" text;--> statement-breakpoint
CREATE INDEX "versions_state_idx" ON "versions" USING btree ("state_sha256") WHERE "versions"."state_sha256" is not null;