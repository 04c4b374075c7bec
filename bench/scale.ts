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

const FEW = 10_000
const MOST_TIMES = 2
/** Below this a difference is not one that anybody could feel, and the machine makes larger ones by itself. */
const UNFELT_MS = 5

/**
 * Measures purges, look-ups and the paths page with 10,000 entries in the store and with 1,000,000 (`--entries`). Resolves
 * to 1 when something takes more than twice as long with many, or a purge of a tenth of all more than one of ten.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { entries: { type: 'string', default: '1000000' } } })
  const many = Number(values.entries)
  const dir = mkdtempSync(join(tmpdir(), 'freshet-bench-'))
  // PostgreSQL runs as another user when we are root, and has to get in.
  chmodSync(dir, 0o755)
  const server = await startPostgres({ dir: join(dir, 'postgres'), port: 0, isDurable: false, log: () => {} })
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  try {
    await migrate(server.url)
    const { measure } = await bundled()
    await step(`Fill the store with ${FEW} entries`, () => fillStore(sql, { from: 0, to: FEW }))
    const few = await measure(server.url, dir)
    await step(`Fill the store with ${many} entries`, () => fillStore(sql, { from: FEW, to: many }))
    const all = await measure(server.url, dir)
    return report(few, all, many)
  } finally {
    await sql.end({ timeout: 1 })
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Operations are written for the bundler. */
async function bundled(): Promise<typeof import('./scale-measure.ts')> {
  await bundle([{ name: 'scale-measure', source: join(import.meta.dirname, 'scale-measure.ts') }])
  return await import(pathToFileURL(join(ROOT, 'dist/scale-measure.mjs')).href)
}

type Rows = readonly { readonly name: string; readonly ms: number }[]

function report(few: Rows, all: Rows, many: number): number {
  const msOf = (rows: Rows, name: string) => rows.find((row) => row.name === name)?.ms ?? Number.NaN
  const isSlow = (ms: number, beside: number) => ms > beside * MOST_TIMES && ms > beside + UNFELT_MS
  let missed = 0
  process.stdout.write(`${''.padEnd(38)}${String(FEW).padStart(12)}${String(many).padStart(12)}\n`)
  for (const { name, ms } of all) {
    const before = msOf(few, name)
    if (isSlow(ms, before)) missed += 1
    const mark = isSlow(ms, before) ? `  more than ${MOST_TIMES} ×` : ''
    process.stdout.write(
      `${name.padEnd(38)}${`${before.toFixed(1)} ms`.padStart(12)}${`${ms.toFixed(1)} ms`.padStart(12)}${mark}\n`,
    )
  }
  const [ten, tenth] = [msOf(all, 'purge of a tag with 10 entries'), msOf(all, 'purge of a tag with a tenth of all')]
  process.stdout.write(`a purge of ${many / 10} entries costs ${(tenth / ten).toFixed(2)} × one of 10\n`)
  return missed === 0 && !isSlow(tenth, ten) ? 0 : 1
}
