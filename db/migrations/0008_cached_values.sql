CREATE TABLE "cached_values" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"environment" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"tags" text[] NOT NULL,
	"note" text NOT NULL,
	"stamp" bigint NOT NULL,
	"made_at_ms" bigint NOT NULL,
	"expires_at_ms" bigint,
	"sha256" text NOT NULL,
	"encoding" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"size_bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "cached_values_expiry_idx" ON "cached_values" USING btree ("expires_at_ms") WHERE "cached_values"."expires_at_ms" is not null;--> statement-breakpoint
CREATE INDEX "cached_values_age_idx" ON "cached_values" USING btree ("made_at_ms");