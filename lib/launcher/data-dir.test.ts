import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processStart } from '@/lib/adapters/processes/process-start'
import { fleetSecret, lockDataDir, makeDataDir, postgresDir } from '@/lib/launcher/data-dir'

let dir = ''

beforeEach(() => {
  dir = makeDataDir(join(mkdtempSync(join(tmpdir(), 'freshet-data-')), 'kept'))
})

afterEach(() => rmSync(join(dir, '..'), { recursive: true }))

test('the second launcher of a folder is refused with the number of the first, until that one gives up', () => {
  const lock = lockDataDir(dir)
  expect(() => lockDataDir(dir)).toThrow(`pid ${process.pid}`)
  lock.release()
  expect(lockDataDir(dir).wasLeftBehind).toBe(false)
})

test('a lock left by a killed launcher is no obstacle', async () => {
  const dead = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  const startedAt = processStart(dead.pid ?? 0)
  expect(startedAt).toBeDefined()
  await once(dead, 'exit')
  writeFileSync(join(dir, 'launcher.lock'), JSON.stringify({ pid: dead.pid, startedAt }))
  expect(lockDataDir(dir).wasLeftBehind).toBe(true)
})

test('a lock whose number another process has now is no obstacle', () => {
  writeFileSync(join(dir, 'launcher.lock'), JSON.stringify({ pid: process.pid, startedAt: 'another boot 17' }))
  expect(lockDataDir(dir).wasLeftBehind).toBe(true)
})

test('a lock that a power cut left empty is no obstacle', () => {
  writeFileSync(join(dir, 'launcher.lock'), '')
  expect(lockDataDir(dir).wasLeftBehind).toBe(true)
})

test('the fleet secret is made once, long, and readable by its owner alone', () => {
  const secret = fleetSecret(dir)
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(fleetSecret(dir)).toBe(secret)
  expect(statSync(join(dir, 'fleet-secret')).mode & 0o777).toBe(0o600)
})

test("PostgreSQL's files stay where a link points, also after the data folder moved", () => {
  symlinkSync('/somewhere/else', join(dir, 'postgres'))
  expect(postgresDir(dir)).toBe('/somewhere/else')
  renameSync(dir, `${dir}-moved`)
  expect(postgresDir(`${dir}-moved`)).toBe('/somewhere/else')
  renameSync(`${dir}-moved`, dir)
})

test("PostgreSQL's files lie in the data folder wherever its user may enter", () => {
  chmodSync(join(dir, '..'), 0o755)
  expect(postgresDir(dir)).toBe(join(dir, 'postgres'))
})
