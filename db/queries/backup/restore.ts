import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Sql, TransactionSql } from 'postgres'
import type { Contents, CopiedTable } from '@/db/queries/backup/backup'
import { partitionNamed } from '@/db/queries/usage/partitions'

/** A piece of the rows of a table, in the form that `rowsOf` gives them; pieces of one table follow each other. */
export type RowsPiece = { readonly table: string; readonly bytes: Uint8Array }

/** What stands in a database before anything is put there. */
export type Occupancy =
  | { readonly kind: 'empty' }
  /** Tables of somebody else: nobody may drop them. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'freshet'; readonly projects: readonly string[]; readonly operatorCount: number }

/** What the database already holds: a restore goes into an empty one only. */
export async function readOccupancy(sql: Pick<Sql, 'unsafe'>): Promise<Occupancy> {
  const [found] = await sql.unsafe<{ isMigrated: boolean; tableCount: number }[]>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as "isMigrated",
       (select count(*)::int from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')) as "tableCount"`,
  )
  if (found?.isMigrated !== true) return { kind: found?.tableCount === 0 ? 'empty' : 'foreign' }
  const projects = await sql.unsafe<{ name: string }[]>('select name from projects order by name')
  const [operators] = await sql.unsafe<{ count: number }[]>('select count(*)::int as count from operators')
  const operatorCount = operators?.count ?? 0
  if (projects.length === 0 && operatorCount === 0) return { kind: 'empty' }
  return { kind: 'freshet', projects: projects.map(({ name }) => name), operatorCount }
}

/** Whether a Freshet has ever started on this database. */
export async function isMigrated(sql: Pick<Sql, 'unsafe'>): Promise<boolean> {
  const [found] = await sql.unsafe<{ isThere: boolean }[]>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`,
  )
  return found?.isThere === true
}

/** How many connections of Freshet's programs there are to this database. */
export async function countPrograms(sql: Pick<Sql, 'unsafe'>): Promise<number> {
  const [row] = await sql.unsafe<{ count: number }[]>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name = 'freshet' and pid <> pg_backend_pid()`,
  )
  return row?.count ?? 0
}

/** How many of the migrations in `folder` made a schema; `undefined`: it was made by others, or by more. */
export function countMigrations(folder: string, hashes: readonly string[]): number | undefined {
  const ours = readMigrationFiles({ migrationsFolder: folder })
  return hashes.every((hash, index) => ours[index]?.hash === hash) ? hashes.length : undefined
}

/** Whether all migrations in `folder`, and no others, made a schema. */
export function isNewestSchema(folder: string, hashes: readonly string[]): boolean {
  return countMigrations(folder, hashes) === readMigrationFiles({ migrationsFolder: folder }).length
}

/**
 * Makes the schema that the rows are of and puts them there, in place of everything that the database holds. All in the caller's
 * transaction: until it commits nothing has changed.
 */
export async function putContents(
  tx: TransactionSql,
  contents: Contents,
  pieces: AsyncIterable<RowsPiece>,
  migrationsFolder: string,
): Promise<void> {
  await tx.unsafe(`set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
    drop schema if exists public cascade; drop schema if exists drizzle cascade; create schema public`)
  await makeSchema(tx, contents.migrations.length, migrationsFolder)
  for (const name of contents.partitions) await putPartition(tx, name)
  const enableTriggers = await disableTriggers(tx)
  await putRows(tx, contents.tables, pieces)
  await enableTriggers()
  for (const { name, last } of contents.sequences)
    await tx`select setval(to_regclass(${`public.${name}`}::text), ${last}::text::bigint)`
  await putFreshStart(tx)
}

/** As drizzle's own migrator does, up to one migration, and in a transaction that is not its own. */
async function makeSchema(tx: TransactionSql, count: number, migrationsFolder: string): Promise<void> {
  await tx.unsafe(`create schema drizzle;
    create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`)
  for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder }).slice(0, count)) {
    for (const statement of sql) await tx.unsafe(statement)
    await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`
  }
}

async function putPartition(tx: TransactionSql, name: string): Promise<void> {
  const range = partitionNamed(name)
  if (range === undefined) return
  await tx.unsafe(
    `create table ${name} partition of ${range.table}
     for values from ('${range.from.toISOString()}') to ('${range.until.toISOString()}')`,
  )
}

/** Rows bring along what triggers made of them. */
async function disableTriggers(tx: TransactionSql): Promise<() => Promise<void>> {
  const triggers = await tx<{ table: string; name: string }[]>`
    select tgrelid::regclass::text as table, tgname as name from pg_trigger
    where not tgisinternal and tgenabled = 'O' and tgtype & 4 <> 0`
  for (const { table, name } of triggers) await tx`alter table ${tx(table)} disable trigger ${tx(name)}`
  return async () => {
    for (const { table, name } of triggers) await tx`alter table ${tx(table)} enable trigger ${tx(name)}`
  }
}

async function putRows(
  tx: TransactionSql,
  tables: readonly CopiedTable[],
  pieces: AsyncIterable<RowsPiece>,
): Promise<void> {
  let current: { readonly table: string; readonly stream: Writable } | undefined
  try {
    for await (const { table, bytes } of pieces) {
      if (table !== current?.table) {
        await end(current?.stream)
        current = undefined
        current = { table, stream: await beginRows(tx, tables, table) }
      }
      if (!current.stream.write(bytes)) await Promise.race([once(current.stream, 'drain'), finished(current.stream)])
    }
    await end(current?.stream)
  } catch (error) {
    // The server is told, so that it takes the rollback.
    current?.stream.on('error', () => {}).destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

async function beginRows(tx: TransactionSql, tables: readonly CopiedTable[], name: string): Promise<Writable> {
  const table = tables.find((each) => each.name === name)
  if (table === undefined) throw new Error(`There are rows of ${name}, which is not among the tables.`)
  // What migrations put there is in the rows as well.
  const [found] = await tx<{ isFilled: boolean }[]>`select exists (select from ${tx(name)}) as "isFilled"`
  if (found?.isFilled === true) await tx`delete from ${tx(name)}`
  return await tx`copy ${tx(name)} (${tx(table.columns)}) from stdin with (format binary)`.writable()
}

async function end(stream: Writable | undefined): Promise<void> {
  if (stream === undefined) return
  stream.end()
  await finished(stream)
}

/** What is true of a copy, and not of what it is a copy of. */
async function putFreshStart(tx: TransactionSql): Promise<void> {
  // Numbers from here on are of another history: what edges remember of the first one counts for nothing.
  await tx`update journal_head set epoch = gen_random_uuid()`
  await tx`update edges set stopped_at = coalesce(stopped_at, heartbeat_at)`
}
