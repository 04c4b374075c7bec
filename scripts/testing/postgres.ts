import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../db/migrate.ts'
import { startPostgres } from '../../lib/launcher/postgres.ts'
import { testDatabaseUrl } from '../../lib/server/env.ts'
import '../../db/testing.ts'

/**
 * One PostgreSQL for the whole run: the server at `DATABASE_URL`, else an embedded one in a temporary folder that is
 * stopped and removed afterwards. Test files copy the template database that it migrates.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer(testDatabaseUrl())
  const template = `freshet_template_${randomBytes(6).toString('hex')}`
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  try {
    await admin`create database ${admin(template)}`
    const url = new URL(server.url)
    url.pathname = `/${template}`
    await migrate(url.href)
  } catch (error) {
    await admin.end({ timeout: 5 })
    await server.close()
    throw error
  }
  project.provide('databaseAdminUrl', server.url)
  project.provide('databaseTemplate', template)
  return async () => {
    await admin`drop database ${admin(template)} with (force)`
    await admin.end({ timeout: 5 })
    await server.close()
  }
}

async function openServer(url: string | undefined): Promise<{ url: string; close(): Promise<void> }> {
  if (url !== undefined) return { url, close: async () => {} }
  const dir = mkdtempSync(join(tmpdir(), 'freshet-test-'))
  const remove = () => rmSync(dir, { recursive: true, force: true })
  try {
    const server = await startPostgres({ dir, port: 0, isDurable: false, log: () => {} })
    const abandon = () => {
      process.kill(server.pid, 'SIGKILL')
      remove()
    }
    // A run that is broken off tears nothing down, and the server is in a process group of its own.
    process.once('exit', abandon)
    for (const name of ['SIGTERM', 'SIGHUP']) process.once(name, () => process.exit(1))
    const close = async () => {
      process.off('exit', abandon)
      await server.stop()
      remove()
    }
    return { url: server.url, close }
  } catch (error) {
    remove()
    throw error
  }
}
