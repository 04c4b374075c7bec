import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { startPostgres } from '@/lib/launcher/postgres'
import type { FaultDatabase } from './installation.ts'
import { until } from './until.ts'

/** A copy of the database that follows it, kept for the day on which the server dies. */
export type Standby = {
  /** Resolves once it has all that the database had when this was called. */
  catchUp(): Promise<void>
  /** From now on it hears of nothing, and nobody is told. */
  fallBehind(): Promise<void>
  /** Takes the place of the database, which is gone: with what it had heard, on the port that everybody knows. */
  takeOver(): Promise<void>
  close(): Promise<void>
}

/** Makes a standby of the cluster in `folder` by copying its files, for which the database stops for a moment. */
export async function openStandby(database: FaultDatabase, folder: string): Promise<Standby> {
  const own = join(folder, 'standby')
  const [data, copy] = [join(folder, 'data'), join(own, 'data')]
  mkdirSync(own)
  await database.stop()
  // Its files are another user's when we are root.
  execFileSync('cp', ['-a', data, copy])
  cpSync(join(folder, 'password'), join(own, 'password'))
  await database.start()
  const { port, username, password } = new URL(database.url)
  writeFileSync(join(copy, 'standby.signal'), '')
  const source = `host=127.0.0.1 port=${port} user=${username} password=${password}`
  appendFileSync(join(copy, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`)
  const server = await startPostgres({ dir: own, port: 0, isDurable: true, log: () => {} })
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  const primary = postgres(database.url, { max: 1, onnotice: () => {} })
  return {
    async catchUp() {
      const [wanted] = await primary`select pg_current_wal_lsn()::text as lsn`
      await until(async () => {
        const [heard] = await sql`select pg_last_wal_replay_lsn() >= ${wanted?.lsn}::pg_lsn as "isThere"`
        if (heard?.isThere !== true) throw new Error('The standby is behind.')
      })
    },
    async fallBehind() {
      await sql`alter system set primary_conninfo = ''`
      await sql`select pg_reload_conf()`
      await until(async () => {
        const [heard] = await sql`select count(*)::int as n from pg_stat_wal_receiver`
        if (heard?.n !== 0) throw new Error('The standby still hears of everything.')
      })
    },
    async takeOver() {
      await sql`select pg_promote()`
      await sql.end()
      await server.stop()
      execFileSync('rm', ['-r', data])
      execFileSync('mv', [copy, data])
      await database.start()
    },
    async close() {
      await Promise.all([sql.end({ timeout: 1 }), primary.end({ timeout: 1 })])
      await server.stop()
      execFileSync('rm', ['-rf', own])
    },
  }
}
