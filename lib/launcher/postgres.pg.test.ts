import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { startPostgres } from '@/lib/launcher/postgres'
import { isPostgresAlive, processesIn } from '@/lib/launcher/postmaster'

let dir = ''
const start = (isDurable = false) => startPostgres({ dir, port: 0, isDurable, log: () => {} })

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'freshet-launcher-'))
})

afterEach(async () => {
  const server = await start()
  await server.stop()
  expect(processesIn(join(dir, 'data'))).toEqual([])
  rmSync(dir, { recursive: true, force: true })
})

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await sql.unsafe(text)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Stands in for a process of this machine that is not PostgreSQL. */
function stranger(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  return child
}

test('rows outlive a stop and a start, and stopping leaves no process', async () => {
  const first = await start()
  await query(first.url, 'create table kept as select 7 as n')
  await first.stop()
  expect(isPostgresAlive(first.pid)).toBe(false)
  const second = await start()
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
  expect(second.isAdopted).toBe(false)
})

test('a wrong password is refused, and the right one is readable by the owner alone', async () => {
  const server = await start()
  const url = new URL(server.url)
  url.password = 'guessed'
  await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed')
  expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(dir, 'data/pg_hba.conf'), 'utf8')).not.toMatch(/^[^#].*trust/m)
})

test('after kill -9 of the server its exit is told, and the next start recovers what was acknowledged', async () => {
  const first = await start(true)
  await query(first.url, 'create table kept as select 7 as n')
  process.kill(first.pid, 'SIGKILL')
  await first.exited
  const second = await start()
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
})

test('a server that a killed start left running is taken over, and stopped like one of our own', async () => {
  const left = await start()
  const found = await start()
  expect(found).toMatchObject({ pid: left.pid, port: left.port, isAdopted: true })
  await found.stop()
  expect(isPostgresAlive(left.pid)).toBe(false)
})

test("a pid file that names a stranger's process does not hinder the start", async () => {
  const first = await start()
  await first.stop()
  writeFileSync(join(dir, 'data/postmaster.pid'), `${stranger().pid}\n${join(dir, 'data')}\n0\n1\n\n127.0.0.1\n`)
  const second = await start()
  expect(second.isAdopted).toBe(false)
})

test("a pid file that names another folder's server is not taken for ours", async () => {
  const first = await start()
  await first.stop()
  const elsewhere = mkdtempSync(join(tmpdir(), 'freshet-launcher-'))
  const other = await startPostgres({ dir: elsewhere, port: 0, isDurable: false, log: () => {} })
  onTestFinished(async () => {
    await other.stop()
    rmSync(elsewhere, { recursive: true, force: true })
  })
  writeFileSync(join(dir, 'data/postmaster.pid'), `${other.pid}\n${join(dir, 'data')}\n0\n${other.port}\n\n127.0.0.1\n`)
  const second = await start()
  expect(second.pid).not.toBe(other.pid)
})

test('a cluster that was only half made is made anew', async () => {
  mkdirSync(join(dir, 'data.unfinished'))
  writeFileSync(join(dir, 'data.unfinished/PG_VERSION'), '18\n')
  const server = await start()
  expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('a server that cannot start is reported with the end of its log', async () => {
  const first = await start()
  await first.stop()
  const configuration = join(dir, 'data/postgresql.conf')
  const good = readFileSync(configuration, 'utf8')
  writeFileSync(configuration, 'no_such_setting = 1\n')
  await expect(start()).rejects.toThrow('no_such_setting')
  writeFileSync(configuration, good)
})
