import { spawn } from 'node:child_process'
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
    await letTestsEmptyTheAudit(url.href)
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

/** Test files empty their tables between tests; that a database of an operator refuses so is tested on one of its own. */
async function letTestsEmptyTheAudit(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql`drop trigger audit_is_never_emptied on audit`
  await sql.end({ timeout: 5 })
}

/**
 * Ends the server whose pid is its first argument, and removes the folder that is its second, once its standard input
 * ends: the run is gone, for whatever reason, without having torn anything down.
 */
const UNDERTAKER = `
  const [pid, dir] = process.argv.slice(1)
  process.stdin.resume().once('end', () => {
    try { process.kill(Number(pid), 'SIGKILL') } catch {}
    require('node:fs').rmSync(dir, { recursive: true, force: true, maxRetries: 10 })
  })`

async function openServer(url: string | undefined): Promise<{ url: string; close(): Promise<void> }> {
  if (url !== undefined) return { url, close: async () => {} }
  const dir = mkdtempSync(join(tmpdir(), 'freshet-test-'))
  try {
    const server = await startPostgres({ dir, port: 0, isDurable: false, log: () => {} })
    // A process group of its own, as the server has: what ends the run spares both.
    const undertaker = spawn(process.execPath, ['-e', UNDERTAKER, String(server.pid), dir], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    })
    undertaker.unref()
    const close = async () => {
      await server.stop()
      undertaker.kill('SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    }
    return { url: server.url, close }
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw error
  }
}
