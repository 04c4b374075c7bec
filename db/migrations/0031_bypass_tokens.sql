CREATE TABLE "bypass_token_uses" (
	"token_id" text PRIMARY KEY NOT NULL,
	"uses" bigint DEFAULT 0 NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"last_used_from" text,
	"refusals" bigint DEFAULT 0 NOT NULL,
	"last_refused_at" timestamp (3) with time zone,
	"last_refused_from" text
);
--> statement-breakpoint
CREATE TABLE "bypass_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"secret_hash" text NOT NULL,
	"note" text NOT NULL,
	"purposes" text[] NOT NULL,
	"paths" text[] NOT NULL,
	"deployment_ids" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"replaced_by" text,
	CONSTRAINT "bypass_tokens_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "wrong_tokens" (
	"project_id" text NOT NULL,
	"domain" text NOT NULL,
	"address" text NOT NULL,
	"requests" bigint NOT NULL,
	"unseen" bigint NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "wrong_tokens_project_id_domain_address_pk" PRIMARY KEY("project_id","domain","address")
);
--> statement-breakpoint
ALTER TABLE "bypass_tokens" ADD CONSTRAINT "bypass_tokens_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bypass_tokens_project_created_idx" ON "bypass_tokens" USING btree ("project_id","created_at");--> statement-breakpoint
CREATE INDEX "wrong_tokens_project_last_idx" ON "wrong_tokens" USING btree ("project_id","last_at");