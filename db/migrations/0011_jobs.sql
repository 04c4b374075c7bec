CREATE TABLE "jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text,
	"kind" text NOT NULL,
	"input" jsonb NOT NULL,
	"state" text NOT NULL,
	"single_name" text,
	"due_at_ms" bigint NOT NULL,
	"attempt_count" integer DEFAULT 0 NOT NULL,
	"edge_id" text,
	"lease_id" text,
	"leased_until_ms" bigint,
	"cancelled_by" text,
	"done_count" integer DEFAULT 0 NOT NULL,
	"total_count" integer,
	"activity" text,
	"checkpoint" jsonb,
	"report" jsonb,
	"message" text,
	"is_recurring" boolean DEFAULT false NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"began_at_ms" bigint,
	"ended_at_ms" bigint
);
--> statement-breakpoint
CREATE INDEX "jobs_open_idx" ON "jobs" USING btree ("due_at_ms") WHERE "jobs"."state" in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "jobs_project_idx" ON "jobs" USING btree ("project_id","created_at");--> statement-breakpoint
CREATE INDEX "jobs_ended_idx" ON "jobs" USING btree ("kind","ended_at_ms");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_single_idx" ON "jobs" USING btree ("single_name") WHERE "jobs"."state" in ('waiting', 'running');