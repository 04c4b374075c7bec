ALTER TABLE "journal" ADD COLUMN "undone_seq" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "journal_undone_seq_idx" ON "journal" USING btree ("undone_seq");--> statement-breakpoint
CREATE INDEX "journal_selectors_idx" ON "journal" USING gin ("selectors" jsonb_path_ops);