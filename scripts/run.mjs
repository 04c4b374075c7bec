#!/usr/bin/env node
// Every npm script starts here. Plain JavaScript, so that a Node too old for the rest can still say so.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const SELF = fileURLToPath(import.meta.url)
const ROOT = join(SELF, '../..')

/** What each task runs: importing the module does it, or its exported `main`, whose number is the exit status. */
export const TASKS = {
  start: 'lib/launcher/main.ts',
  fleet: 'lib/launcher/fleet.ts',
  demo: 'demo/main.ts',
  screens: 'demo/screens/main.ts',
  build: 'scripts/build.ts',
  check: 'scripts/check.ts',
  cli: 'scripts/cli.ts',
  'pack-cli': 'scripts/pack-cli.ts',
  test: 'scripts/test.ts',
  'test-postgres': 'scripts/other-postgres.ts',
  'test-faults': 'faults/main.ts',
  'test-e2e': 'e2e/run.ts',
  'test-meters': 'scripts/test-meters.ts',
  'test-frameworks': 'examples/test-frameworks.ts',
  sim: 'sim/main.ts',
  'bench-hit': 'bench/hit.ts',
  'bench-metering': 'bench/metering.ts',
  'bench-routing': 'bench/routing.ts',
  'bench-purge': 'bench/purge.ts',
  'bench-reach': 'bench/reach.ts',
  'bench-scale': 'bench/scale.ts',
  'bench-pages': 'bench/pages.ts',
  'seed-scale': 'bench/seed-scale.ts',
}

/** First releases of each line without the request-smuggling flaw of older ones; both run TypeScript by themselves. */
const MINIMUM = { 22: [22, 23, 2], 24: [24, 18, 1] }

/** Whether a Node of this version can run ours: new enough to be safe, and to run TypeScript by itself. */
export function isSupported(version) {
  const parts = version.split('.').map(Number)
  const minimum = MINIMUM[parts[0]]
  if (!minimum) return parts[0] > 24
  return (parts[1] - minimum[1] || parts[2] - minimum[2]) >= 0
}

async function main() {
  const [task = '', ...args] = process.argv.slice(2)
  const file = Object.hasOwn(TASKS, task) ? TASKS[task] : undefined
  if (!file) throw new Error(`There is no task "${task}". Tasks: ${Object.keys(TASKS).join(', ')}.`)
  if (isSupported(process.versions.node)) return await runHere(file, args)
  const pinned = join(ROOT, 'node_modules/.bin/node')
  if (existsSync(pinned) && realpathSync(pinned) !== realpathSync(process.execPath)) return await runOn(pinned)
  throw new Error(
    `Freshet needs Node 24.18.1 or newer, or 22.23.2 or newer of the 22 line; this is ${process.versions.node}, and no Node ` +
      `came with its packages for ${process.platform} ${process.arch}. Install Node 24 from https://nodejs.org, then run npm ci again.`,
  )
}

async function runHere(file, args) {
  if (!existsSync(join(ROOT, file))) throw new Error(`${file} does not exist.`)
  const module = await import(pathToFileURL(join(ROOT, file)).href)
  return (await module.main?.(args)) ?? process.exitCode ?? 0
}

/** Runs the same task on the Node that came with `npm ci`; signals and the exit status pass through. */
function runOn(node) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [SELF, ...process.argv.slice(2)], { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** Runs the task that the command line names; sets the exit status. */
export function run() {
  main().then(
    (status) => {
      process.exitCode = status
    },
    (error) => {
      process.stderr.write(`freshet: ${error.message}\n`)
      process.exitCode = 1
    },
  )
}

if (SELF === realpathSync(process.argv[1] ?? '')) run()
