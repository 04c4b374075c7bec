-- Notes which tags entries get and lose, in the transaction that changes them: see db/schema/tags.ts.
CREATE FUNCTION note_tags_of_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tag_changes (project_id, tag, change)
  SELECT project_id, tag, count(*)
  FROM changed_entries CROSS JOIN LATERAL (SELECT DISTINCT unnest(tags) AS tag) tagged
  GROUP BY project_id, tag;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION note_tags_of_gone_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tag_changes (project_id, tag, change)
  SELECT project_id, tag, -count(*)
  FROM changed_entries CROSS JOIN LATERAL (SELECT DISTINCT unnest(tags) AS tag) tagged
  GROUP BY project_id, tag;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION note_changed_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tag_changes (project_id, tag, change)
  SELECT new.project_id, tag, 1 FROM (SELECT unnest(new.tags) AS tag EXCEPT SELECT unnest(old.tags)) gained
  UNION ALL
  SELECT old.project_id, tag, -1 FROM (SELECT unnest(old.tags) AS tag EXCEPT SELECT unnest(new.tags)) lost;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER note_tags_of_new_entries AFTER INSERT ON entries
  REFERENCING NEW TABLE AS changed_entries FOR EACH STATEMENT EXECUTE FUNCTION note_tags_of_new_entries();
--> statement-breakpoint
CREATE TRIGGER note_tags_of_gone_entries AFTER DELETE ON entries
  REFERENCING OLD TABLE AS changed_entries FOR EACH STATEMENT EXECUTE FUNCTION note_tags_of_gone_entries();
--> statement-breakpoint
-- An update that leaves the tags as they are, as most do, costs a comparison.
CREATE TRIGGER note_changed_tags AFTER UPDATE OF tags ON entries
  FOR EACH ROW WHEN (old.tags IS DISTINCT FROM new.tags) EXECUTE FUNCTION note_changed_tags();
--> statement-breakpoint
INSERT INTO tag_counts (project_id, tag, entry_count)
SELECT project_id, tag, count(*)
FROM entries CROSS JOIN LATERAL (SELECT DISTINCT unnest(tags) AS tag) tagged
GROUP BY project_id, tag;
--> statement-breakpoint
-- Search in tags by any part of them. Where the server has no pg_trgm, or does not let us have it, search reads the rows.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX tag_counts_text_idx ON tag_counts USING gin (tag gin_trgm_ops);
EXCEPTION WHEN undefined_file OR insufficient_privilege OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'pg_trgm is not to be had: %', SQLERRM;
END $$;
