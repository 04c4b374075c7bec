import { startLoad } from './load.ts'
import { median, table } from './numbers.ts'
import { startServers } from './servers.ts'

const ROUNDS = 5
const SECONDS = 5
const HIT_OF_BARE = 0.85
const HIT_OF_NEXT = 20
/** A core that idled a tenth of the time was not what limited the run. */
const SATURATED = 0.9

type Sample = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number; readonly coreUse: number }

/**
 * Measures the hit path beside a bare `node:http` server that sends the same bytes and headers, and beside `next start`
 * on a page of the same kind, in turns within one run. Servers share one core, the load has the other, so ratios mean
 * something where absolute figures do not. Resolves to 1 when a ratio is missed or a run was void.
 */
export async function main(): Promise<number> {
  const servers = await startServers()
  try {
    const load = await startLoad()
    process.stdout.write(`load: ${load.name}, 64 connections, ${ROUNDS} rounds of ${SECONDS} s each, in turns\n`)
    if (load.ceilingPerSecond !== null)
      process.stdout.write(`ceiling of the load itself: ${load.ceilingPerSecond} requests/s\n`)
    const samples = new Map<string, Sample[]>(servers.all.map(({ name }) => [name, []]))
    for (const { url, host } of servers.all) await load.run({ url, host, seconds: 2 })
    for (let round = 1; round <= ROUNDS; round++) {
      for (const server of servers.all) {
        const beforeMs = server.cpuMs()
        const beganMs = performance.now()
        const result = await load.run({ url: server.url, host: server.host, seconds: SECONDS })
        const coreUse = (server.cpuMs() - beforeMs) / (performance.now() - beganMs)
        samples.get(server.name)?.push({ ...result, coreUse })
        process.stdout.write(
          `  round ${round} ${server.name}: ${Math.round(result.perSecond)} requests/s, core ${Math.round(coreUse * 100)} %\n`,
        )
      }
    }
    return report(samples)
  } finally {
    await servers.stop()
  }
}

function report(samples: ReadonlyMap<string, readonly Sample[]>): number {
  const rows = [...samples].map(([name, runs]) => ({
    name,
    perSecond: median(runs.map((run) => run.perSecond)),
    p50Ms: median(runs.map((run) => run.p50Ms)),
    p99Ms: median(runs.map((run) => run.p99Ms)),
    coreUse: Math.min(...runs.map((run) => run.coreUse)),
  }))
  process.stdout.write(`\n${table(rows)}\n`)
  const of = (name: string) => rows.find((row) => row.name === name)?.perSecond ?? Number.NaN
  const ofBare = of('hit') / of('bare node:http')
  const ofNext = of('hit') / of('next start')
  process.stdout.write(`hit / bare node:http  ${ofBare.toFixed(2)}  (at least ${HIT_OF_BARE})\n`)
  process.stdout.write(`hit / next start      ${ofNext.toFixed(1)}  (at least ${HIT_OF_NEXT})\n`)
  const idle = rows.filter((row) => row.coreUse < SATURATED)
  for (const row of idle)
    process.stdout.write(`void: the core of ${row.name} was not saturated (${Math.round(row.coreUse * 100)} %)\n`)
  return idle.length === 0 && ofBare >= HIT_OF_BARE && ofNext >= HIT_OF_NEXT ? 0 : 1
}
