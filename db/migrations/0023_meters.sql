-- Counters get partitions, which Drizzle cannot say. Each table begins with one for all that has no other; the job makes the rest.
ALTER TABLE "minute_counts" RENAME TO "minute_counts_before";
--> statement-breakpoint
ALTER TABLE "minute_invocations" RENAME TO "minute_invocations_before";
--> statement-breakpoint
ALTER TABLE "path_hours" RENAME TO "path_hours_before";
--> statement-breakpoint
ALTER TABLE "minute_counts_before" DROP CONSTRAINT "minute_counts_project_id_minute_deployment_id_domain_route_region_pk";
--> statement-breakpoint
ALTER TABLE "minute_invocations_before" DROP CONSTRAINT "minute_invocations_project_id_minute_deployment_id_route_region_cause_pk";
--> statement-breakpoint
ALTER TABLE "path_hours_before" DROP CONSTRAINT "path_hours_project_id_hour_domain_deployment_id_path_pk";
--> statement-breakpoint
DROP INDEX "path_hours_path_idx";
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
	"bytes_in" bigint DEFAULT 0 NOT NULL,
	"bytes_out" bigint DEFAULT 0 NOT NULL,
	"bytes_to_functions" bigint DEFAULT 0 NOT NULL,
	"bytes_from_functions" bigint DEFAULT 0 NOT NULL,
	"bytes_to_cache" bigint DEFAULT 0 NOT NULL,
	"bytes_from_cache" bigint DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"cpu_us" bigint DEFAULT 0 NOT NULL,
	"memory_mb_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "minute_counts_project_id_minute_deployment_id_domain_route_region_pk" PRIMARY KEY("project_id","minute","deployment_id","domain","route","region")
) PARTITION BY RANGE ("minute");
--> statement-breakpoint
CREATE TABLE "minute_counts_default" PARTITION OF "minute_counts" DEFAULT;
--> statement-breakpoint
CREATE TABLE "hour_counts" (
	"hour" timestamp (3) with time zone NOT NULL,
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
	"bytes_in" bigint DEFAULT 0 NOT NULL,
	"bytes_out" bigint DEFAULT 0 NOT NULL,
	"bytes_to_functions" bigint DEFAULT 0 NOT NULL,
	"bytes_from_functions" bigint DEFAULT 0 NOT NULL,
	"bytes_to_cache" bigint DEFAULT 0 NOT NULL,
	"bytes_from_cache" bigint DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"cpu_us" bigint DEFAULT 0 NOT NULL,
	"memory_mb_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "hour_counts_project_id_hour_deployment_id_domain_route_region_pk" PRIMARY KEY("project_id","hour","deployment_id","domain","route","region")
) PARTITION BY RANGE ("hour");
--> statement-breakpoint
CREATE TABLE "hour_counts_default" PARTITION OF "hour_counts" DEFAULT;
--> statement-breakpoint
CREATE TABLE "day_counts" (
	"day" timestamp (3) with time zone NOT NULL,
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
	"bytes_in" bigint DEFAULT 0 NOT NULL,
	"bytes_out" bigint DEFAULT 0 NOT NULL,
	"bytes_to_functions" bigint DEFAULT 0 NOT NULL,
	"bytes_from_functions" bigint DEFAULT 0 NOT NULL,
	"bytes_to_cache" bigint DEFAULT 0 NOT NULL,
	"bytes_from_cache" bigint DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"cpu_us" bigint DEFAULT 0 NOT NULL,
	"memory_mb_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "day_counts_project_id_day_deployment_id_domain_route_region_pk" PRIMARY KEY("project_id","day","deployment_id","domain","route","region")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "day_counts_default" PARTITION OF "day_counts" DEFAULT;
--> statement-breakpoint
CREATE TABLE "minute_invocations" (
	"minute" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"route" text NOT NULL,
	"region" text NOT NULL,
	"cause" text NOT NULL,
	"invocations" bigint DEFAULT 0 NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"cpu_us" bigint DEFAULT 0 NOT NULL,
	"memory_mb_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "minute_invocations_project_id_minute_deployment_id_domain_route_region_cause_pk" PRIMARY KEY("project_id","minute","deployment_id","domain","route","region","cause")
) PARTITION BY RANGE ("minute");
--> statement-breakpoint
CREATE TABLE "minute_invocations_default" PARTITION OF "minute_invocations" DEFAULT;
--> statement-breakpoint
CREATE TABLE "hour_invocations" (
	"hour" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"route" text NOT NULL,
	"region" text NOT NULL,
	"cause" text NOT NULL,
	"invocations" bigint DEFAULT 0 NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"cpu_us" bigint DEFAULT 0 NOT NULL,
	"memory_mb_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "hour_invocations_project_id_hour_deployment_id_domain_route_region_cause_pk" PRIMARY KEY("project_id","hour","deployment_id","domain","route","region","cause")
) PARTITION BY RANGE ("hour");
--> statement-breakpoint
CREATE TABLE "hour_invocations_default" PARTITION OF "hour_invocations" DEFAULT;
--> statement-breakpoint
CREATE TABLE "day_invocations" (
	"day" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"route" text NOT NULL,
	"region" text NOT NULL,
	"cause" text NOT NULL,
	"invocations" bigint DEFAULT 0 NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"cpu_us" bigint DEFAULT 0 NOT NULL,
	"memory_mb_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "day_invocations_project_id_day_deployment_id_domain_route_region_cause_pk" PRIMARY KEY("project_id","day","deployment_id","domain","route","region","cause")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "day_invocations_default" PARTITION OF "day_invocations" DEFAULT;
--> statement-breakpoint
CREATE TABLE "minute_reasons" (
	"minute" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"route" text NOT NULL,
	"region" text NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "minute_reasons_project_id_minute_deployment_id_domain_route_region_status_reason_pk" PRIMARY KEY("project_id","minute","deployment_id","domain","route","region","status","reason")
) PARTITION BY RANGE ("minute");
--> statement-breakpoint
CREATE TABLE "minute_reasons_default" PARTITION OF "minute_reasons" DEFAULT;
--> statement-breakpoint
CREATE TABLE "hour_reasons" (
	"hour" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"route" text NOT NULL,
	"region" text NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "hour_reasons_project_id_hour_deployment_id_domain_route_region_status_reason_pk" PRIMARY KEY("project_id","hour","deployment_id","domain","route","region","status","reason")
) PARTITION BY RANGE ("hour");
--> statement-breakpoint
CREATE TABLE "hour_reasons_default" PARTITION OF "hour_reasons" DEFAULT;
--> statement-breakpoint
CREATE TABLE "day_reasons" (
	"day" timestamp (3) with time zone NOT NULL,
	"project_id" text NOT NULL,
	"deployment_id" text NOT NULL,
	"domain" text NOT NULL,
	"route" text NOT NULL,
	"region" text NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "day_reasons_project_id_day_deployment_id_domain_route_region_status_reason_pk" PRIMARY KEY("project_id","day","deployment_id","domain","route","region","status","reason")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "day_reasons_default" PARTITION OF "day_reasons" DEFAULT;
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
	"bytes_in" bigint DEFAULT 0 NOT NULL,
	"bytes_out" bigint DEFAULT 0 NOT NULL,
	"bytes_to_functions" bigint DEFAULT 0 NOT NULL,
	"bytes_from_functions" bigint DEFAULT 0 NOT NULL,
	"bytes_to_cache" bigint DEFAULT 0 NOT NULL,
	"bytes_from_cache" bigint DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"cpu_us" bigint DEFAULT 0 NOT NULL,
	"memory_mb_ms" bigint DEFAULT 0 NOT NULL,
	"last_status" text NOT NULL,
	"last_reason" text,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "path_hours_project_id_hour_domain_deployment_id_path_pk" PRIMARY KEY("project_id","hour","domain","deployment_id","path")
) PARTITION BY RANGE ("hour");
--> statement-breakpoint
CREATE TABLE "path_hours_default" PARTITION OF "path_hours" DEFAULT;
--> statement-breakpoint
CREATE INDEX "path_hours_path_idx" ON "path_hours" USING btree ("project_id","path","hour");
--> statement-breakpoint
INSERT INTO "minute_counts" ("minute", "project_id", "deployment_id", "domain", "route", "region", "hit", "prerender", "stale", "revalidated", "miss", "bypass", "none", "errors", "read_units", "write_units", "invocations", "bytes_out")
SELECT date_trunc('minute', "minute", 'UTC'), "project_id", "deployment_id", "domain", "route", "region", sum("hit"), sum("prerender"), sum("stale"), sum("revalidated"), sum("miss"), sum("bypass"), sum("none"), sum("errors"), sum("read_units"), sum("write_units"), sum("invocations"), sum("bytes_out")
FROM "minute_counts_before" GROUP BY 1, "project_id", "deployment_id", "domain", "route", "region";
--> statement-breakpoint
INSERT INTO "hour_counts" ("hour", "project_id", "deployment_id", "domain", "route", "region", "hit", "prerender", "stale", "revalidated", "miss", "bypass", "none", "errors", "read_units", "write_units", "invocations", "bytes_out")
SELECT date_trunc('hour', "minute", 'UTC'), "project_id", "deployment_id", "domain", "route", "region", sum("hit"), sum("prerender"), sum("stale"), sum("revalidated"), sum("miss"), sum("bypass"), sum("none"), sum("errors"), sum("read_units"), sum("write_units"), sum("invocations"), sum("bytes_out")
FROM "minute_counts_before" GROUP BY 1, "project_id", "deployment_id", "domain", "route", "region";
--> statement-breakpoint
INSERT INTO "day_counts" ("day", "project_id", "deployment_id", "domain", "route", "region", "hit", "prerender", "stale", "revalidated", "miss", "bypass", "none", "errors", "read_units", "write_units", "invocations", "bytes_out")
SELECT date_trunc('day', "minute", 'UTC'), "project_id", "deployment_id", "domain", "route", "region", sum("hit"), sum("prerender"), sum("stale"), sum("revalidated"), sum("miss"), sum("bypass"), sum("none"), sum("errors"), sum("read_units"), sum("write_units"), sum("invocations"), sum("bytes_out")
FROM "minute_counts_before" GROUP BY 1, "project_id", "deployment_id", "domain", "route", "region";
--> statement-breakpoint
-- They were not counted by domain: those from before have none.
INSERT INTO "minute_invocations" ("minute", "domain", "project_id", "deployment_id", "route", "region", "cause", "invocations", "failures", "duration_ms")
SELECT date_trunc('minute', "minute", 'UTC'), '', "project_id", "deployment_id", "route", "region", "cause", sum("invocations"), sum("failures"), sum("duration_ms")
FROM "minute_invocations_before" GROUP BY 1, "project_id", "deployment_id", "route", "region", "cause";
--> statement-breakpoint
INSERT INTO "hour_invocations" ("hour", "domain", "project_id", "deployment_id", "route", "region", "cause", "invocations", "failures", "duration_ms")
SELECT date_trunc('hour', "minute", 'UTC'), '', "project_id", "deployment_id", "route", "region", "cause", sum("invocations"), sum("failures"), sum("duration_ms")
FROM "minute_invocations_before" GROUP BY 1, "project_id", "deployment_id", "route", "region", "cause";
--> statement-breakpoint
INSERT INTO "day_invocations" ("day", "domain", "project_id", "deployment_id", "route", "region", "cause", "invocations", "failures", "duration_ms")
SELECT date_trunc('day', "minute", 'UTC'), '', "project_id", "deployment_id", "route", "region", "cause", sum("invocations"), sum("failures"), sum("duration_ms")
FROM "minute_invocations_before" GROUP BY 1, "project_id", "deployment_id", "route", "region", "cause";
--> statement-breakpoint
INSERT INTO "path_hours" ("hour", "project_id", "deployment_id", "domain", "path", "route", "last_status", "last_reason", "last_at", "hit", "prerender", "stale", "revalidated", "miss", "bypass", "none", "errors", "read_units", "write_units", "invocations", "bytes_out")
SELECT "hour", "project_id", "deployment_id", "domain", "path", "route", "last_status", "last_reason", "last_at", "hit", "prerender", "stale", "revalidated", "miss", "bypass", "none", "errors", "read_units", "write_units", "invocations", "bytes_out" FROM "path_hours_before";
--> statement-breakpoint
DROP TABLE "minute_counts_before";
--> statement-breakpoint
DROP TABLE "minute_invocations_before";
--> statement-breakpoint
DROP TABLE "path_hours_before";
--> statement-breakpoint
CREATE TABLE "meter_losses" (
	"boot_id" text NOT NULL,
	"n" integer NOT NULL,
	"region" text NOT NULL,
	"reason" text NOT NULL,
	"batches" integer NOT NULL,
	"requests" bigint,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "meter_losses_boot_id_n_pk" PRIMARY KEY("boot_id","n")
);
--> statement-breakpoint
CREATE INDEX "meter_losses_until_idx" ON "meter_losses" USING btree ("until_at");
