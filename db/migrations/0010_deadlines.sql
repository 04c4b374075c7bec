ALTER TABLE "journal" ADD COLUMN "delete_at_ms" bigint;--> statement-breakpoint
ALTER TABLE "marks" ADD COLUMN "deadlines" jsonb DEFAULT '[]'::jsonb NOT NULL;