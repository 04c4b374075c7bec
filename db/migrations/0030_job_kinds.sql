-- Kinds of jobs are written with hyphens. One that waits under the old name is taken up by the new one.
UPDATE "jobs" SET "kind" = 'sweep-receipts', "single_name" = 'sweep-receipts' WHERE "kind" = 'sweep_receipts';
