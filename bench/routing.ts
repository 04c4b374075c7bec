import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/**
 * Measures the routing table: a path that was asked for before, and new ones, with 10 rules and with 5,000 that no index
 * can tell apart. Resolves to 1 when a warm path among 5,000 costs more than twice of one among 10.
 */
export async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'freshet-bench-'))
  try {
    const outfile = join(folder, 'measure.mjs')
    const entry = join(import.meta.dirname, 'routing-measure.ts')
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' })
    const { measure }: typeof import('./routing-measure.ts') = await import(pathToFileURL(outfile).href)
    const rows = [10, 5_000].map((ruleCount) => measure(ruleCount))
    for (const { ruleCount, warmNs, coldNs } of rows) {
      process.stdout.write(`${ruleCount} rules: warm ${warmNs.toFixed(0)} ns, new path ${coldNs.toFixed(0)} ns\n`)
    }
    const ratio = (rows[1]?.warmNs ?? Number.NaN) / (rows[0]?.warmNs ?? Number.NaN)
    process.stdout.write(`warm, 5,000 rules beside 10: ${ratio.toFixed(2)}\n`)
    return ratio <= 2 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
