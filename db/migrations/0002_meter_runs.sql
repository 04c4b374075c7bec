DELETE FROM "meter_batches" AS "earlier" USING "meter_batches" AS "later" WHERE "earlier"."boot_id" = "later"."boot_id" AND "earlier"."n" < "later"."n";--> statement-breakpoint
ALTER TABLE "meter_batches" DROP CONSTRAINT "meter_batches_boot_id_n_pk";--> statement-breakpoint
ALTER TABLE "meter_batches" ADD PRIMARY KEY ("boot_id");
