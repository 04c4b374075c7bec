import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join, relative } from 'node:path'
import { runCommand } from './run-command.ts'

/** What installing and building writes; everything else in an example is an input of its build. */
const PRODUCED = new Set([
  'node_modules',
  '.vercel',
  '.next',
  'next-env.d.ts',
  '.svelte-kit',
  '.nitro',
  '.nuxt',
  '.output',
  '.astro',
  '.cache',
])
/** Builds tell nobody that they were run. */
const SILENT = {
  ASTRO_TELEMETRY_DISABLED: '1',
  GATSBY_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
  VERCEL_TELEMETRY_DISABLED: '1',
}
const MINUTES_10 = 600_000

/**
 * Installs an example by its lock file and builds its `.vercel/output`. Does nothing when no input changed since the last
 * build. Rejects with the output of the step that failed.
 */
export async function buildExample(dir: string, script: string): Promise<'built' | 'unchanged'> {
  const inputs = await hashInputs(dir)
  const stampFile = join(dir, '.vercel', 'inputs.sha256')
  const isBuilt = existsSync(join(dir, '.vercel', 'output', 'config.json')) && existsSync(stampFile)
  if (isBuilt && (await readFile(stampFile, 'utf8')) === inputs) return 'unchanged'

  // The Node that runs us comes first: frameworks refuse older ones.
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  const options = { cwd: dir, env: { ...SILENT, PATH: path, CI: '1', NODE_ENV: undefined }, timeoutMs: MINUTES_10 }
  await runCommand('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], options)
  await runCommand('npm', ['run', script], options)
  await writeFile(stampFile, inputs)
  return 'built'
}

async function hashInputs(dir: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of await listInputs(dir)) {
    const bytes = await readFile(file)
    hash.update(`${relative(dir, file)}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

async function listInputs(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const kept = entries.filter((entry) => !PRODUCED.has(entry.name)).sort((a, b) => (a.name < b.name ? -1 : 1))
  const nested = await Promise.all(
    kept.map((entry) => (entry.isDirectory() ? listInputs(join(dir, entry.name)) : [join(dir, entry.name)])),
  )
  return nested.flat()
}
