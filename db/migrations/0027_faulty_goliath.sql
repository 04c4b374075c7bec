CREATE TABLE "regeneration_failures" (
	"group_id" text NOT NULL,
	"failed_at_ms" bigint NOT NULL,
	"begun_at_ms" bigint NOT NULL,
	"cause" text NOT NULL,
	"status" integer,
	"message" text NOT NULL,
	"invocation_id" text NOT NULL,
	CONSTRAINT "regeneration_failures_group_id_failed_at_ms_invocation_id_pk" PRIMARY KEY("group_id","failed_at_ms","invocation_id")
);
