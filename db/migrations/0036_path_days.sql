-- Paths get a table of days, which Drizzle cannot say has partitions. Hours that had become days are copied; the retention job takes them away.
CREATE TABLE "path_days" (
	"day" timestamp (3) with time zone NOT NULL,
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
	CONSTRAINT "path_days_project_id_day_domain_deployment_id_path_pk" PRIMARY KEY("project_id","day","domain","deployment_id","path")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "path_days_default" PARTITION OF "path_days" DEFAULT;
--> statement-breakpoint
CREATE INDEX "path_days_path_idx" ON "path_days" USING btree ("project_id","path","day");
--> statement-breakpoint
INSERT INTO "path_days" ("day", "project_id", "deployment_id", "domain", "path", "route", "last_status", "last_reason", "last_at", "hit", "prerender", "stale", "revalidated", "miss", "bypass", "none", "errors", "read_units", "write_units", "invocations", "bytes_in", "bytes_out", "bytes_to_functions", "bytes_from_functions", "bytes_to_cache", "bytes_from_cache", "duration_ms", "cpu_us", "memory_mb_ms")
SELECT
  date_trunc('day', "hour", 'UTC'), "project_id", "deployment_id", "domain", "path",
  (array_agg("route" ORDER BY "last_at" DESC))[1], (array_agg("last_status" ORDER BY "last_at" DESC))[1],
  (array_agg("last_reason" ORDER BY "last_at" DESC))[1], max("last_at"), sum("hit"), sum("prerender"), sum("stale"), sum("revalidated"), sum("miss"), sum("bypass"), sum("none"), sum("errors"), sum("read_units"), sum("write_units"), sum("invocations"), sum("bytes_in"), sum("bytes_out"), sum("bytes_to_functions"), sum("bytes_from_functions"), sum("bytes_to_cache"), sum("bytes_from_cache"), sum("duration_ms"), sum("cpu_us"), sum("memory_mb_ms")
FROM "path_hours" GROUP BY 1, 2, 3, 4, 5;
