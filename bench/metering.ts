import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { startLoad } from './load.ts'
import type { Figures } from './metering-server.ts'
import { upperBound } from './samples.ts'
import { onCore } from './servers.ts'

const ROUNDS = 40
const SECONDS = 2
const HOST = 'shop.test'
/** As lib/edge/main.ts does. */
const FLUSHES_A_SECOND = 4
const MOST = 0.05

/**
 * What metering costs a hit: processor time for a request that is counted, beside one that is not. Resolves to 1 when the
 * upper bound (95 %) of the mean over all rounds is more than 5 %.
 */
export async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'freshet-bench-'))
  let child: ChildProcess | undefined
  try {
    const outfile = join(folder, 'server.mjs')
    const entry = join(import.meta.dirname, 'metering-server.ts')
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' })
    const [program = '', ...args] = onCore(0, [process.execPath, outfile])
    child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }]
    const load = await startLoad()
    const shares: number[] = []
    process.stdout.write(`load: ${load.name}, ${ROUNDS} rounds of ${SECONDS} s, metered and not in turns of 10 ms\n`)
    // The first is to warm up.
    for (let round = 0; round <= ROUNDS; round++) {
      await load.run({ url: `http://127.0.0.1:${port}/page`, host: HOST, seconds: SECONDS })
      const { metered, plain, flush } = await figuresOf(child)
      if (round === 0) continue
      // What is written down is once for all requests of a second.
      shares.push(metered / plain - 1 + (flush * FLUSHES_A_SECOND) / 1_000_000)
      const figures = `${metered.toFixed(2)} µs metered, ${plain.toFixed(2)} µs not; ${(flush * FLUSHES_A_SECOND).toFixed(0)} µs a second to write`
      process.stdout.write(`  round ${round}: ${figures}\n`)
    }
    const { mean, upper } = upperBound(shares)
    process.stdout.write(
      `metering costs ${percent(mean)} of a hit, at most ${percent(upper)} (95 %; limit ${percent(MOST)})\n`,
    )
    return upper <= MOST ? 0 : 1
  } finally {
    child?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function figuresOf(child: ChildProcess): Promise<Figures> {
  const answer = once(child, 'message')
  child.send('figures')
  const [figures] = (await answer) as [Figures]
  return figures
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
