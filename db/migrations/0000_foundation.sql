CREATE TABLE "api_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"secret_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"project_id" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_tokens_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" integer PRIMARY KEY NOT NULL,
	"project_id" text,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"details" jsonb NOT NULL,
	"ip" text,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operators" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "operators_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"user_agent" text,
	"ip" "inet",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setup_links" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blobs" (
	"sha256" text PRIMARY KEY NOT NULL,
	"encoding" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"size_bytes" integer NOT NULL,
	"stored_bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meter_batches" (
	"boot_id" text NOT NULL,
	"n" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "meter_batches_boot_id_n_pk" PRIMARY KEY("boot_id","n")
);
--> statement-breakpoint
CREATE TABLE "minute_counts" (
	"minute" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"route" text NOT NULL,
	"region" text NOT NULL,
	"hit" bigint DEFAULT 0 NOT NULL,
	"prerender" bigint DEFAULT 0 NOT NULL,
	"stale" bigint DEFAULT 0 NOT NULL,
	"revalidated" bigint DEFAULT 0 NOT NULL,
	"miss" bigint DEFAULT 0 NOT NULL,
	"bypass" bigint DEFAULT 0 NOT NULL,
	"none" bigint DEFAULT 0 NOT NULL,
	"errors" bigint DEFAULT 0 NOT NULL,
	"read_units" bigint DEFAULT 0 NOT NULL,
	"write_units" bigint DEFAULT 0 NOT NULL,
	"invocations" bigint DEFAULT 0 NOT NULL,
	"bytes_out" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "minute_counts_project_id_minute_deployment_id_domain_route_region_pk" PRIMARY KEY("project_id","minute","deployment_id","domain","route","region")
);
--> statement-breakpoint
CREATE TABLE "minute_invocations" (
	"minute" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"route" text NOT NULL,
	"region" text NOT NULL,
	"cause" text NOT NULL,
	"invocations" bigint DEFAULT 0 NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "minute_invocations_project_id_minute_deployment_id_route_region_cause_pk" PRIMARY KEY("project_id","minute","deployment_id","route","region","cause")
);
--> statement-breakpoint
CREATE TABLE "path_hours" (
	"hour" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"path" text NOT NULL,
	"route" text NOT NULL,
	"hit" bigint DEFAULT 0 NOT NULL,
	"prerender" bigint DEFAULT 0 NOT NULL,
	"stale" bigint DEFAULT 0 NOT NULL,
	"revalidated" bigint DEFAULT 0 NOT NULL,
	"miss" bigint DEFAULT 0 NOT NULL,
	"bypass" bigint DEFAULT 0 NOT NULL,
	"none" bigint DEFAULT 0 NOT NULL,
	"errors" bigint DEFAULT 0 NOT NULL,
	"read_units" bigint DEFAULT 0 NOT NULL,
	"write_units" bigint DEFAULT 0 NOT NULL,
	"invocations" bigint DEFAULT 0 NOT NULL,
	"bytes_out" bigint DEFAULT 0 NOT NULL,
	"last_status" text NOT NULL,
	"last_reason" text,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "path_hours_project_id_hour_domain_deployment_id_path_pk" PRIMARY KEY("project_id","hour","domain","deployment_id","path")
);
--> statement-breakpoint
CREATE TABLE "deployment_blobs" (
	"deployment_id" text NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "deployment_blobs_deployment_id_sha256_pk" PRIMARY KEY("deployment_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "deployments" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"state" text NOT NULL,
	"manifest" jsonb NOT NULL,
	"created_seq" bigint NOT NULL,
	"framework" text,
	"source" text,
	"file_count" integer NOT NULL,
	"size_bytes" bigint NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"promoted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "domains" (
	"host" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text,
	"environment" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"moved_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "edges" (
	"id" text PRIMARY KEY NOT NULL,
	"region" text NOT NULL,
	"control_url" text NOT NULL,
	"pid" integer NOT NULL,
	"applied_seq" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"stopped_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "entries" (
	"id" text PRIMARY KEY NOT NULL,
	"group_id" text NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"path" text NOT NULL,
	"route" text NOT NULL,
	"output" text NOT NULL,
	"variant" text NOT NULL,
	"query" text NOT NULL,
	"version_id" text NOT NULL,
	"stamp" bigint NOT NULL,
	"generated_at_ms" bigint NOT NULL,
	"stale_at_ms" bigint,
	"expires_at_ms" bigint,
	"is_from_build" boolean NOT NULL,
	"tags" text[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "entry_groups" (
	"id" text PRIMARY KEY NOT NULL,
	"current_generation_id" text,
	"stamp" bigint NOT NULL,
	"failed_at_ms" bigint,
	"retry_at_ms" bigint,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "generation_members" (
	"generation_id" text NOT NULL,
	"entry_id" text NOT NULL,
	"version_id" text NOT NULL,
	CONSTRAINT "generation_members_generation_id_entry_id_pk" PRIMARY KEY("generation_id","entry_id")
);
--> statement-breakpoint
CREATE TABLE "generations" (
	"id" text PRIMARY KEY NOT NULL,
	"group_id" text NOT NULL,
	"stamp" bigint NOT NULL,
	"begun_at_ms" bigint NOT NULL,
	"ended_at_ms" bigint NOT NULL,
	"cause" text NOT NULL,
	"invocation_id" text NOT NULL,
	"renewed_at_ms" bigint,
	"renewal_count" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "versions" (
	"id" text PRIMARY KEY NOT NULL,
	"entry_id" text NOT NULL,
	"status" integer NOT NULL,
	"headers" jsonb NOT NULL,
	"tags" text[] NOT NULL,
	"blob_sha256" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"stored_bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"project_id" text NOT NULL,
	"mode" text,
	"domain" text,
	"deployment_id" text,
	"selectors" jsonb,
	"actor" text NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal_head" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" uuid DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "marks" (
	"key" text PRIMARY KEY NOT NULL,
	"invalidated_seq" bigint DEFAULT 0 NOT NULL,
	"deleted_seq" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"promotes_automatically" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "projects_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_blobs" ADD CONSTRAINT "deployment_blobs_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generation_members" ADD CONSTRAINT "generation_members_generation_id_generations_id_fk" FOREIGN KEY ("generation_id") REFERENCES "public"."generations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sessions_operator_idx" ON "sessions" USING btree ("operator_id");--> statement-breakpoint
CREATE INDEX "path_hours_path_idx" ON "path_hours" USING btree ("project_id","path","hour");--> statement-breakpoint
CREATE INDEX "deployment_blobs_sha256_idx" ON "deployment_blobs" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "deployments_project_created_idx" ON "deployments" USING btree ("project_id","created_at");--> statement-breakpoint
CREATE INDEX "domains_project_idx" ON "domains" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "entries_place_idx" ON "entries" USING btree ("project_id","domain","deployment_id","path");--> statement-breakpoint
CREATE INDEX "entries_group_idx" ON "entries" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "entries_variants_idx" ON "entries" USING btree ("deployment_id","domain","output");--> statement-breakpoint
CREATE INDEX "entries_tags_idx" ON "entries" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "generation_members_version_idx" ON "generation_members" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "generations_group_idx" ON "generations" USING btree ("group_id","ended_at_ms");--> statement-breakpoint
CREATE INDEX "versions_entry_idx" ON "versions" USING btree ("entry_id","created_at");--> statement-breakpoint
CREATE INDEX "versions_blob_idx" ON "versions" USING btree ("blob_sha256");--> statement-breakpoint
CREATE INDEX "journal_project_seq_idx" ON "journal" USING btree ("project_id","seq");--> statement-breakpoint
INSERT INTO "journal_head" ("is_only", "seq") VALUES (true, 0);
--> statement-breakpoint
ALTER TABLE "blobs" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
