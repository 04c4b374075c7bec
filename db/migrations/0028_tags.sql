CREATE TABLE "tag_changes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"tag" text NOT NULL,
	"change" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tag_counts" (
	"project_id" text NOT NULL,
	"tag" text NOT NULL,
	"entry_count" bigint NOT NULL,
	CONSTRAINT "tag_counts_project_id_tag_pk" PRIMARY KEY("project_id","tag")
);
--> statement-breakpoint
CREATE INDEX "tag_counts_reach_idx" ON "tag_counts" USING btree ("project_id","entry_count" DESC NULLS LAST,"tag");