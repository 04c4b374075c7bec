ALTER TABLE "entry_groups" ADD COLUMN "pinned_generation_id" text;--> statement-breakpoint
ALTER TABLE "entry_groups" ADD COLUMN "pinned_seq" bigint;