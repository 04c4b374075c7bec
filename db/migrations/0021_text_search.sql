-- Search in paths by any part of them. Where the server has no pg_trgm, or does not let us have it, search reads the rows.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "entries_path_text_idx" ON "entries" USING gin ("path" gin_trgm_ops);
  CREATE INDEX "entries_route_text_idx" ON "entries" USING gin ("route" gin_trgm_ops);
EXCEPTION WHEN undefined_file OR insufficient_privilege OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'pg_trgm is not to be had: %', SQLERRM;
END $$;
