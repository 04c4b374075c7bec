CREATE TABLE "purge_allowances" (
	"token_id" text PRIMARY KEY NOT NULL,
	"level" double precision NOT NULL,
	"filled_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "journal" ADD COLUMN "job_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "journal_job_idx" ON "journal" USING btree ("job_id");