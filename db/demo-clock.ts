import postgres from 'postgres'

/** Where the database's own time is shadowed. */
const SCHEMA = 'demo_clock'

/** A database whose time can be set back, for whoever connects by `url`: `now()` and what is dated by it are earlier. */
export type DemoClock = {
  /** Connects with the time that is set. */
  readonly url: string
  /** From now on it is so long ago. */
  setAgo(ms: number): Promise<void>
  /** Time is real again, for all; nothing of this is left in the database. */
  close(): Promise<void>
}

/**
 * Sets the time of a migrated database that nobody uses yet: operations then date what they write as if it were done then, rows of the
 * audit with their hashes included. Columns that date themselves follow, whoever writes them.
 */
export async function openDemoClock(databaseUrl: string): Promise<DemoClock> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  await sql.unsafe(`
    create schema ${SCHEMA};
    create table ${SCHEMA}.setting (ago interval not null);
    insert into ${SCHEMA}.setting values (interval '0');
    create function ${SCHEMA}.now() returns timestamptz stable language sql
      as 'select pg_catalog.now() - ago from ${SCHEMA}.setting';
    create function ${SCHEMA}.clock_timestamp() returns timestamptz volatile language sql
      as 'select pg_catalog.clock_timestamp() - ago from ${SCHEMA}.setting'`)
  const dated = await sql<{ table: string; column: string }[]>`
    select quote_ident(relname) as "table", quote_ident(attname) as "column"
    from pg_attrdef
    join pg_class on pg_class.oid = adrelid
    join pg_attribute on attrelid = adrelid and attnum = adnum
    where pg_get_expr(adbin, adrelid) = 'now()' and relnamespace = 'public'::regnamespace`
  const dateBy = async (clock: string) => {
    for (const { table, column } of dated) {
      await sql.unsafe(`alter table public.${table} alter column ${column} set default ${clock}`)
    }
  }
  await dateBy(`${SCHEMA}.now()`)
  const url = new URL(databaseUrl)
  // What is named first is found first, before what PostgreSQL brings along.
  url.searchParams.set('search_path', `${SCHEMA}, public, pg_catalog`)
  return {
    url: url.href,
    async setAgo(ms) {
      await sql`update ${sql(SCHEMA)}.setting set ago = ${ms} * interval '1 millisecond'`
    },
    async close() {
      await dateBy('pg_catalog.now()')
      await sql.unsafe(`drop schema ${SCHEMA} cascade`)
      await sql.end({ timeout: 5 })
    },
  }
}
