import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const sim = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '../scripts/run.mjs'), 'sim', ...args])

test('2,000 seeds play without a violation', { timeout: 180_000 }, async () => {
  const { stdout } = await sim('--seeds', '2000').catch((failure: { stdout: string }) => failure)
  process.stdout.write(stdout)
  expect(stdout).toMatch(/^2000 seeds, \d+ answers looked at, 0 violations, /m)
})

test('it may be told how many play at a time', async () => {
  const { stdout } = await sim('--seeds', '3', '--workers', '1')
  expect(stdout).toMatch(/^3 seeds, \d+ answers looked at, 0 violations, /m)
})

test('a seed is replayed with all that happened', async () => {
  const { stdout } = await sim('--seed', '3')
  expect(stdout).toMatch(/was asked plainly for .*: 200 /)
  expect(stdout).toMatch(/^seed 3: \d+ answers, no violation$/m)
})

test('a wrong call is told how to call', async () => {
  await expect(sim('--seeds', 'many')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--seeds') })
})
