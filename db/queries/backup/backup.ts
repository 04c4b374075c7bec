import type { Sql } from 'postgres'

/**
 * Tables whose rows a backup leaves out: who is signed in, and what running processes said to each other. A copy must not sign
 * anybody in again whose session ended since, nor wait for edges that do not run.
 */
export const NOT_COPIED: readonly string[] = [
  'announcements',
  'leases',
  'purge_allowances',
  'sessions',
  'setup_links',
  'sign_in_failures',
  'site_visits',
]

export type CopiedTable = { readonly name: string; readonly columns: readonly string[] }

/** What a database holds, and what it is, at one instant. */
export type Contents = {
  /** The instant, by the database's clock. */
  readonly at: string
  readonly seq: number
  /** SHA-256 of each migration that made the schema, in their order. */
  readonly migrations: readonly string[]
  readonly tables: readonly CopiedTable[]
  /** Partitions by name; their tables and bounds are in it. */
  readonly partitions: readonly string[]
  readonly sequences: readonly { readonly name: string; readonly last: string }[]
  /** Of all copied tables on the disk, compressed by PostgreSQL as it may be. */
  readonly sizeBytes: number
}

/** One state of the database, however much is written meanwhile. */
export type Snapshot = {
  readonly contents: Contents
  /** The rows of a table as `copy … (format binary)` writes them. */
  rowsOf(table: CopiedTable): AsyncGenerator<Uint8Array>
}

/**
 * Reads with all of what `read` asks for as of one instant. Each table is copied by a transaction of its own, which ends with it: locks
 * held for longer would keep partitions from being made, and whoever counts from counting. Rejects when the schema
 * changed meanwhile.
 */
export async function withSnapshot<Result>(sql: Sql, read: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
  return await sql
    .begin('isolation level repeatable read read only', async (holder) => {
      await holder`select set_config('idle_in_transaction_session_timeout', '0', true)`
      const [exported] = await holder<{ id: string }[]>`select pg_export_snapshot() as id`
      const contents = await readContents(holder)
      const result = await read({ contents, rowsOf: (table) => copyOut(sql, exported?.id ?? '', table) })
      const now = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by created_at, id`
      if (now.length === contents.migrations.length) return { result }
      throw new Error('Freshet was upgraded while its backup was made. Make it again.')
    })
    .then(({ result }) => result)
}

async function readContents(sql: Pick<Sql, 'unsafe'>): Promise<Contents> {
  const [head] = await sql.unsafe<{ at: string; seq: string }[]>(
    `select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, seq from journal_head`,
  )
  if (head === undefined) throw new Error('The journal has no counter row: the database is not migrated.')
  const migrations = await sql.unsafe<{ hash: string }[]>(
    'select hash from drizzle.__drizzle_migrations order by created_at, id',
  )
  // Not by pg_partition_tree, which locks each partition until the transaction ends: until the backup is made.
  const tables = await sql.unsafe<{ name: string; columns: string[]; size: string }[]>(
    `select relname as name, array_agg(attname::text order by attnum) as columns,
       pg_table_size(pg_class.oid) + coalesce((select sum(pg_table_size(inhrelid)) from pg_inherits where inhparent = pg_class.oid), 0) as size
     from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> all ($1)
     group by pg_class.oid order by 1`,
    [[...NOT_COPIED]],
  )
  const references = await sql.unsafe<{ from: string; to: string }[]>(
    `select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
     where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`,
  )
  const partitions = await sql.unsafe<{ name: string }[]>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relispartition
     and relname !~ '_default$' order by 1`,
  )
  const sequences = await sql.unsafe<{ name: string; last: string }[]>(
    `select sequencename::text as name, last_value::text as last from pg_sequences
     where schemaname = 'public' and last_value is not null order by 1`,
  )
  return {
    at: head.at,
    seq: Number(head.seq),
    migrations: migrations.map(({ hash }) => hash),
    tables: referencedFirst(tables, references).map(({ name, columns }) => ({ name, columns })),
    partitions: partitions.map(({ name }) => name),
    sequences: sequences.map(({ name, last }) => ({ name, last })),
    sizeBytes: tables.reduce((sum, { size }) => sum + Number(size), 0),
  }
}

/** In an order in which each row finds what it refers to. */
function referencedFirst<Table extends { readonly name: string }>(
  tables: readonly Table[],
  references: readonly { readonly from: string; readonly to: string }[],
): readonly Table[] {
  const ordered: Table[] = []
  let left = tables
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name))
    const [later, next] = partition(left, ({ name }) =>
      references.some(({ from, to }) => from === name && waiting.has(to)),
    )
    if (next.length === 0) throw new Error(`Tables refer to each other in a circle: ${[...waiting].join(', ')}.`)
    ordered.push(...next)
    left = later
  }
  return ordered
}

function partition<Each>(all: readonly Each[], isFirst: (each: Each) => boolean): readonly [Each[], Each[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))]
}

async function* copyOut(sql: Sql, snapshot: string, { name, columns }: CopiedTable): AsyncGenerator<Uint8Array> {
  const connection = await sql.reserve()
  try {
    await connection`begin isolation level repeatable read read only`
    await connection.unsafe(`set transaction snapshot '${snapshot.replaceAll("'", '')}'`)
    await connection`select set_config('statement_timeout', '0', true)`
    const rows = await connection`
      copy (select ${connection(columns)} from ${connection(name)}) to stdout with (format binary)`.readable()
    yield* rows
    await connection`commit`
  } catch (error) {
    await connection`rollback`.catch(() => {})
    throw error
  } finally {
    connection.release()
  }
}
