CREATE TABLE "cron_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"path" text NOT NULL,
	"schedule" text NOT NULL,
	"requested_by" text,
	"due_at_ms" bigint NOT NULL,
	"began_at_ms" bigint NOT NULL,
	"duration_ms" integer,
	"outcome" text NOT NULL,
	"status" integer,
	"missed_count" integer NOT NULL,
	"message" text,
	"edge_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crons" (
	"deployment_id" text NOT NULL,
	"path" text NOT NULL,
	"schedule" text NOT NULL,
	"project_id" text NOT NULL,
	"next_at_ms" bigint,
	"requested_by" text,
	"run_id" text,
	"leased_until_ms" bigint,
	CONSTRAINT "crons_deployment_id_path_schedule_pk" PRIMARY KEY("deployment_id","path","schedule")
);
--> statement-breakpoint
ALTER TABLE "crons" ADD CONSTRAINT "crons_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cron_runs_project_idx" ON "cron_runs" USING btree ("project_id","began_at_ms");--> statement-breakpoint
CREATE INDEX "crons_project_idx" ON "crons" USING btree ("project_id");