import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres, { type ReservedSql, type TransactionSql } from 'postgres'

/** Any number, the same in every Freshet process: names the advisory lock. */
const MIGRATION_LOCK = 4_716_313_037

/**
 * How long a migration waits for a table that others use. Whoever wants that table meanwhile waits behind it, purges and edges that read
 * the journal among them, who call nothing a HIT after two seconds.
 */
const LOCK_TIMEOUT_MS = 1_000
/** How long the others have the table then. */
const PAUSE_MS = 3_000
/** By now whoever waits is told of it, and has not given up yet. */
const LOOK_AFTER_MS = LOCK_TIMEOUT_MS / 2

export type MigrateOptions = {
  readonly folder?: string
  /** What is waited for, a sentence at a time, the same one once. */
  readonly log?: (line: string) => void
  /** Ends waiting: then it rejects, and nothing was changed. */
  readonly signal?: AbortSignal
}

/** Until the transaction ends nobody migrates. */
export async function lockMigrations(tx: TransactionSql): Promise<void> {
  await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
}

/**
 * Brings the database at `url` to the newest schema. Safe to run from many processes at once: they take turns, which
 * drizzle's own `migrate` does not make them do. Where somebody holds a table that a migration changes, a backup for instance, it tries
 * again until they are done, and holds up nobody meanwhile. Rejects when the server does not answer within 5 s or refuses.
 */
export async function migrate(
  url: string,
  { folder = join(import.meta.dirname, 'migrations'), log = () => {}, signal }: MigrateOptions = {},
): Promise<void> {
  // One connection holds the lock, for as long as its session lasts; the other does the work.
  const sql = postgres(url, {
    max: 2,
    connect_timeout: 5,
    connection: { application_name: 'freshet migration' },
    onnotice: () => {},
  })
  try {
    const holder = await sql.reserve()
    await takeTurn(holder, log)
    const work = async () => {
      await sql.unsafe(`set lock_timeout = ${LOCK_TIMEOUT_MS}`)
      await runMigrations(drizzle(sql), { migrationsFolder: folder })
    }
    await persist(work, { tellBlockers: tellOnce(holder, log), signal })
    holder.release()
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function takeTurn(holder: ReservedSql, log: (line: string) => void): Promise<void> {
  const [tried] = await holder<{ isOurs: boolean }[]>`select pg_try_advisory_lock(${MIGRATION_LOCK}) as "isOurs"`
  if (tried?.isOurs === true) return
  log('another Freshet upgrades this database, or restores a backup into it: waiting until that is done')
  await holder`select pg_advisory_lock(${MIGRATION_LOCK})`
}

/** Plays the work, all of it a transaction, until nobody holds what it needs. */
async function persist(
  work: () => Promise<void>,
  waiting: { readonly tellBlockers: () => Promise<void>; readonly signal: AbortSignal | undefined },
): Promise<void> {
  waiting.signal?.throwIfAborted()
  let told: Promise<void> | undefined
  const look = setTimeout(() => {
    told = waiting.tellBlockers()
    told.catch(() => {})
  }, LOOK_AFTER_MS)
  try {
    await work()
    return
  } catch (error) {
    if (!isHeldUp(error)) throw error
  } finally {
    clearTimeout(look)
    await told
  }
  await delay(PAUSE_MS, undefined, { ...(waiting.signal && { signal: waiting.signal }) })
  await persist(work, waiting)
}

/** SQLSTATE of a lock that was not to be had in time, and of two who each wait for the other. */
const HELD_UP = new Set(['55P03', '40P01'])

function isHeldUp(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && typeof error.code === 'string' && HELD_UP.has(error.code)) || isHeldUp(error.cause)
}

type Blocker = { readonly pid: number; readonly name: string; readonly seconds: number }

/** Tells who holds what a migration waits for at this moment: each of them once. */
function tellOnce(holder: ReservedSql, log: (line: string) => void): () => Promise<void> {
  const told = new Set<number>()
  return async () => {
    const blockers = await holder<Blocker[]>`
      select pid, coalesce(nullif(application_name, ''), 'a program without a name') as name,
        round(extract(epoch from clock_timestamp() - xact_start))::int as seconds
      from pg_stat_activity where pid in (
        select unnest(pg_blocking_pids(waiting.pid)) from pg_stat_activity waiting
        where waiting.application_name = 'freshet migration' and waiting.datname = current_database()
          and waiting.wait_event_type = 'Lock'
      ) and application_name <> 'freshet migration'`
    for (const { pid, name, seconds } of blockers) {
      if (told.has(pid)) continue
      told.add(pid)
      log(
        `the upgrade of the database waits for ${name} (process ${pid} of PostgreSQL), which uses its tables for ${seconds} s now; it is tried again every ${PAUSE_MS / 1000} s, and what runs goes on`,
      )
    }
  }
}
