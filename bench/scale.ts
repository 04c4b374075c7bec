import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { migrate } from '../db/migrate.ts'
import { startPostgres } from '../lib/launcher/postgres.ts'
import { bundle } from '../scripts/bundle.ts'
import { ROOT, step } from '../scripts/steps.ts'
import { fillStore } from './scale-fill.ts'
import type { Measured } from './scale-measure.ts'

const FEW = 10_000
const MOST_TIMES = 2

/**
 * Measures purges, look-ups, the paths page and the overview with 10,000 entries in the store and with 1,000,000 (`--entries`):
 * two databases of one server, asked in turn, so that whatever else the machine does holds up both. Resolves to 1 when the median
 * of anything takes more than twice as long with many, lists of tags excepted, which grow with the entries. There is no tolerance
 * beside that.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      entries: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '50' },
      json: { type: 'boolean', default: false },
    },
  })
  const counts = { few: FEW, many: Number(values.entries) }
  const dir = mkdtempSync(join(tmpdir(), 'freshet-bench-'))
  // PostgreSQL runs as another user when we are root, and has to get in.
  chmodSync(dir, 0o755)
  const server = await startPostgres({ dir: join(dir, 'postgres'), port: 0, isDurable: false, log: () => {} })
  try {
    const few = await filled(server.url, 'few', counts.few)
    const many = await filled(server.url, 'many', counts.many)
    const { measure } = await bundled()
    const measured = await step('Measure', () =>
      measure({ few, many }, { dataDir: dir, rounds: Number(values.rounds) }),
    )
    return report(measured, { counts, isJson: values.json })
  } finally {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** A database of that name beside the one of the URL, with so many entries. */
async function filled(serverUrl: string, name: string, count: number): Promise<string> {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} })
  await server`create database ${server(name)}`.finally(() => server.end({ timeout: 1 }))
  await migrate(url.href)
  const sql = postgres(url.href, { max: 1, onnotice: () => {} })
  await step(`Fill a store with ${count} entries`, () => fillStore(sql, { from: 0, to: count })).finally(() =>
    sql.end({ timeout: 1 }),
  )
  return url.href
}

/** Operations are written for the bundler. */
async function bundled(): Promise<typeof import('./scale-measure.ts')> {
  await bundle([{ name: 'scale-measure', source: join(import.meta.dirname, 'scale-measure.ts') }])
  return await import(pathToFileURL(join(ROOT, 'dist/scale-measure.mjs')).href)
}

type How = { readonly counts: { readonly few: number; readonly many: number }; readonly isJson: boolean }

function report(measured: readonly Measured[], { counts, isJson }: How): number {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const cell = (ms: number) => `${ms.toFixed(1)} ms`.padStart(12)
  say(`${'median'.padEnd(34)}${String(counts.few).padStart(12)}${String(counts.many).padStart(12)}`)
  for (const { name, fewMs, manyMs, isJudged } of measured) {
    const times = manyMs / fewMs
    const limit = isJudged ? `, more than ${MOST_TIMES} ×` : ', of 100 × the tags'
    const mark = times > MOST_TIMES ? limit : ''
    say(`${name.padEnd(34)}${cell(fewMs)}${cell(manyMs)}   ${times.toFixed(2)} ×${mark}`)
  }
  if (isJson) process.stdout.write(`${JSON.stringify({ scale: measured })}\n`)
  return measured.every(({ fewMs, manyMs, isJudged }) => !isJudged || manyMs <= fewMs * MOST_TIMES) ? 0 : 1
}
