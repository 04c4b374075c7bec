CREATE TABLE "path_reads" (
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"path" text NOT NULL,
	"day" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "path_reads_deployment_id_domain_path_pk" PRIMARY KEY("deployment_id","domain","path")
);
--> statement-breakpoint
ALTER TABLE "blobs" ADD COLUMN "unneeded_since_ms" bigint;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "version_budget_bytes" bigint DEFAULT 10737418240 NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "value_budget_bytes" bigint DEFAULT 1073741824 NOT NULL;--> statement-breakpoint
ALTER TABLE "cached_values" ADD COLUMN "read_at_ms" bigint;--> statement-breakpoint
CREATE INDEX "blobs_unneeded_idx" ON "blobs" USING btree ("unneeded_since_ms") WHERE "blobs"."unneeded_since_ms" is not null;