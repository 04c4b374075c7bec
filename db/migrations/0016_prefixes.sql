ALTER TABLE "domains" ADD COLUMN "group_name" text;--> statement-breakpoint
ALTER TABLE "journal" ADD COLUMN "domain_group" text;--> statement-breakpoint
ALTER TABLE "journal" ADD COLUMN "part_of" bigint;--> statement-breakpoint
CREATE INDEX "entries_path_idx" ON "entries" USING btree ("project_id","path" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "journal_part_idx" ON "journal" USING btree ("part_of") WHERE "journal"."part_of" is not null;