import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { isSupported, TASKS } from './run.mjs'

test.each([
  ['20.20.2', false],
  ['22.23.1', false],
  ['22.23.2', true],
  ['22.24.0', true],
  ['23.11.0', false],
  ['24.18.0', false],
  ['24.18.1', true],
  ['24.21.0', true],
  ['26.0.0', true],
])('Node %s is supported: %s', (version, expected) => {
  expect(isSupported(version)).toBe(expected)
})

test('every npm script that starts here names a task', () => {
  const tasks = Object.values(packageJson.scripts).flatMap((script) => script.match(/run\.mjs (\S+)/)?.[1] ?? [])
  expect(tasks.length).toBeGreaterThan(4)
  expect(tasks.filter((task) => !Object.hasOwn(TASKS, task))).toEqual([])
})

test('an unknown task is refused with the list of those there are', () => {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'run.mjs'), 'strat'], { encoding: 'utf8' })
  expect(run.status).toBe(1)
  expect(run.stderr).toContain('There is no task "strat". Tasks: start,')
})
