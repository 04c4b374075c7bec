CREATE TABLE "price_sheets" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"plan" text NOT NULL,
	"region" text NOT NULL,
	"version" integer NOT NULL,
	"terms" jsonb NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "price_sheets_place_key" UNIQUE("provider","plan","region","version")
);
--> statement-breakpoint
CREATE TABLE "project_sheets" (
	"project_id" text NOT NULL,
	"month" text NOT NULL,
	"sheet_id" text NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "project_sheets_project_id_month_pk" PRIMARY KEY("project_id","month")
);
--> statement-breakpoint
ALTER TABLE "project_sheets" ADD CONSTRAINT "project_sheets_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_sheets" ADD CONSTRAINT "project_sheets_sheet_id_price_sheets_id_fk" FOREIGN KEY ("sheet_id") REFERENCES "public"."price_sheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "project_sheets_sheet_idx" ON "project_sheets" USING btree ("sheet_id");