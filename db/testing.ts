import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { inject } from 'vitest'
import { type DbPool, openDb } from '@/db/client'
import { migrate } from '@/db/migrate'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of a database whose role may create databases. */
    databaseAdminUrl: string
    /** Name of the migrated, otherwise empty database that test databases are copied from. */
    databaseTemplate: string
  }
}

/** A database of the caller's own, with the newest schema and no rows. `close` removes it, whoever is connected. */
export async function openTestDb(): Promise<DbPool & { readonly url: string }> {
  return openOwnDb(copyTemplate)
}

/** A database without a schema, as a server gives it. */
export async function openEmptyDb(): Promise<DbPool & { readonly url: string }> {
  return openOwnDb(async (admin, name) => {
    await admin`create database ${admin(name)}`
  })
}

/** A database as an operator has it: brought to the newest schema from nothing, with the triggers that tests do without. */
export async function openMigratedDb(): Promise<DbPool & { readonly url: string }> {
  return openOwnDb(async (admin, name, url) => {
    await admin`create database ${admin(name)}`
    await migrate(url)
  })
}

async function openOwnDb(
  make: (admin: postgres.Sql, name: string, url: string) => Promise<void>,
): Promise<DbPool & { readonly url: string }> {
  const admin = postgres(inject('databaseAdminUrl'), { max: 1, onnotice: () => {} })
  const name = `freshet_test_${randomBytes(6).toString('hex')}`
  const url = new URL(inject('databaseAdminUrl'))
  url.pathname = `/${name}`
  await make(admin, name, url.href)
  const pool = openDb(url.href, { maxConnections: 10 })
  const close = async () => {
    await pool.close()
    await admin`drop database ${admin(name)} with (force)`
    await admin.end({ timeout: 5 })
  }
  return { ...pool, url: url.href, close }
}

/** PostgreSQL refuses to copy a template that another session is just leaving: error 55006 (object_in_use). */
async function copyTemplate(admin: postgres.Sql, name: string): Promise<void> {
  await copyTemplateAgain(admin, name, 20)
}

async function copyTemplateAgain(admin: postgres.Sql, name: string, triesLeft: number): Promise<void> {
  try {
    await admin`create database ${admin(name)} template ${admin(inject('databaseTemplate'))}`
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || error.code !== '55006' || triesLeft === 0) throw error
    await delay(100)
    await copyTemplateAgain(admin, name, triesLeft - 1)
  }
}
