CREATE TABLE "deployment_assets" (
	"project_id" text NOT NULL,
	"path" text NOT NULL,
	"deployment_id" text NOT NULL,
	"sha256" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"content_type" text NOT NULL,
	CONSTRAINT "deployment_assets_project_id_path_deployment_id_pk" PRIMARY KEY("project_id","path","deployment_id")
);
--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "build_id" text;--> statement-breakpoint
ALTER TABLE "deployment_assets" ADD CONSTRAINT "deployment_assets_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;