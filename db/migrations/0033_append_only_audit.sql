-- The audit is written once: whoever has the database's own rights must first take this trigger away, and the chain of
-- hashes still tells.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of the audit are neither changed nor removed' USING ERRCODE = 'restrict_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
ALTER TABLE "audit" ENABLE ALWAYS TRIGGER audit_keeps_rows;
--> statement-breakpoint
ALTER TABLE "audit" ENABLE ALWAYS TRIGGER audit_is_never_emptied;
