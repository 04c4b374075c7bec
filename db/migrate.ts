import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres, { type TransactionSql } from 'postgres'

/** Any number, the same in every Freshet process: names the advisory lock. */
const MIGRATION_LOCK = 4_716_313_037

/** Until the transaction ends nobody migrates. */
export async function lockMigrations(tx: TransactionSql): Promise<void> {
  await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
}

/**
 * Brings the database at `url` to the newest schema. Safe to run from many processes at once: they take turns, which
 * drizzle's own `migrate` does not make them do. Rejects when the server does not answer within 5 s or refuses.
 */
export async function migrate(url: string, folder = join(import.meta.dirname, 'migrations')): Promise<void> {
  // One connection holds the lock, for as long as its session lasts; the other does the work.
  const sql = postgres(url, { max: 2, connect_timeout: 5, onnotice: () => {} })
  try {
    const holder = await sql.reserve()
    await holder`select pg_advisory_lock(${MIGRATION_LOCK})`
    await runMigrations(drizzle(sql), { migrationsFolder: folder })
    holder.release()
  } finally {
    await sql.end({ timeout: 5 })
  }
}
