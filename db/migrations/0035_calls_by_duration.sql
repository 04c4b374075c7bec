CREATE TABLE "failed_calls" (
	"invocation_id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"bundle" text NOT NULL,
	"path" text NOT NULL,
	"status" integer,
	"outcome" text NOT NULL,
	"duration_ms" integer NOT NULL,
	"output" text[] NOT NULL,
	"failed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "cold_starts" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_5" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_10" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_20" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_50" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_100" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_200" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_500" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_1000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_2000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_5000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_10000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_20000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "within_60000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "day_invocations" ADD COLUMN "longer" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "cold_starts" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_5" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_10" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_20" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_50" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_100" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_200" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_500" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_1000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_2000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_5000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_10000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_20000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "within_60000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hour_invocations" ADD COLUMN "longer" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "cold_starts" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_5" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_10" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_20" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_50" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_100" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_200" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_500" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_1000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_2000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_5000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_10000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_20000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "within_60000" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "minute_invocations" ADD COLUMN "longer" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "edges" ADD COLUMN "version" text;--> statement-breakpoint
ALTER TABLE "edges" ADD COLUMN "memory_bytes" bigint;--> statement-breakpoint
CREATE INDEX "failed_calls_project_idx" ON "failed_calls" USING btree ("project_id","failed_at");