import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ROOT } from '../scripts/steps.ts'
import { type BenchFleet, startFleet } from './fleet.ts'
import { type Change, prepareChanges } from './purge-changes.ts'
import { cutDoorbell } from './purge-doorbell.ts'
import { HOST, PATHS, SITE } from './purge-site.ts'
import { type Purged, purgeAndWatch } from './purge-watch.ts'
import { summarize } from './samples.ts'

const EDGES = 3
const LOAD_PER_SECOND = 300
/** A purge begins no sooner than this after the one before: 2,000 take about five minutes. */
const PACE_MS = 140
const MOST_P99_MS = 100
const MOST_MS = 1_300
const LATE_MS = 300

const LOAD_SECONDS = 3_600

/**
 * Purges pages of three edges that are asked for 300 pages a second each, and measures how long it takes, from the API's
 * 2xx, until the last edge obeys; then how long from the first edge that shows the new body to the last. Once more with
 * the doorbell cut. Then promotions, pins and revoked bypass tokens, by the same bounds. Resolves to 1 when a bound is missed.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      purges: { type: 'string', default: '2000' },
      cut: { type: 'string', default: '40' },
      changes: { type: 'string', default: '200' },
      json: { type: 'boolean', default: false },
    },
  })
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const fleet = await startFleet(EDGES)
  try {
    await fleet.deploy('bench', SITE)
    const changes = await prepareChanges(fleet)
    const load = await startLoad(fleet)
    await delay(2_000)
    say(
      `${EDGES} edges, ${LOAD_PER_SECOND} requests/s each, ${values.purges} purges, ${values.cut} more without the doorbell, ${values.changes} promotions, pins and revocations`,
    )
    const ringing = await run(fleet, { count: Number(values.purges), first: 0, lateMs: LATE_MS, say })
    const changed = {
      promotions: await runChanges(changes.promotion, Number(values.changes)),
      pins: await runChanges(changes.pin, Number(values.changes)),
      revocations: await runChanges(changes.revocation, Number(values.changes)),
    }
    const ring = await cutDoorbell(fleet.sql)
    const cut = await run(fleet, {
      count: Number(values.cut),
      first: Number(values.purges),
      lateMs: MOST_MS,
      say,
    }).finally(ring)
    const loads = await load.stop()
    return report({ ringing, changed, cut, loads, isJson: values.json, say })
  } finally {
    await fleet.stop()
  }
}

type Run = {
  readonly count: number
  readonly first: number
  /** Samples above this are told, with what held everybody up. */
  readonly lateMs: number
  say(line: string): void
}

async function run(fleet: BenchFleet, { count, first, lateMs, say }: Run): Promise<readonly Purged[]> {
  const own = monitorEventLoopDelay({ resolution: 10 })
  own.enable()
  const purged: Purged[] = []
  for (let n = first; n < first + count; n++) {
    own.reset()
    const pace = delay(PACE_MS)
    const path = PATHS[n % PATHS.length] ?? ''
    const each = await purgeAndWatch(fleet, path)
    purged.push(each)
    const slowest = Math.max(each.propagationMs, each.regeneratedMs)
    if (slowest > lateMs) {
      const edges = await Promise.all(
        fleet.edges.map(async (edge) => `${edge.region} ${await edge.eventLoopDelayMs()} ms`),
      )
      say(
        `  purge ${n} of ${path}: obeyed after ${Math.round(each.propagationMs)} ms, new body ${Math.round(each.regeneratedMs)} ms later than at the first; ` +
          `event loops were held up: ${edges.join(', ')}, this bench ${Math.round(own.max / 1e6 - 10)} ms`,
      )
    }
    if ((n - first + 1) % 200 === 0) say(`  ${n - first + 1} purges`)
    await pace
  }
  own.disable()
  return purged
}

async function runChanges(change: Change, count: number): Promise<readonly number[]> {
  const samplesMs: number[] = []
  for (let n = 0; n < count; n++) {
    const pace = delay(PACE_MS)
    samplesMs.push(await change(n))
    await pace
  }
  return samplesMs
}

async function startLoad({ edges }: BenchFleet) {
  const order = {
    ports: edges.map(({ port }) => port),
    host: HOST,
    paths: PATHS,
    perSecond: LOAD_PER_SECOND,
    seconds: LOAD_SECONDS,
  }
  const child: ChildProcess = spawn(process.execPath, ['bench/purge-load.mjs', JSON.stringify(order)], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  const result = once(child, 'message')
  const schema = z.array(z.object({ perSecond: z.number(), p99Ms: z.number(), failures: z.number() }))
  return {
    async stop() {
      child.kill('SIGTERM')
      const [loads] = await result
      return schema.parse(loads)
    },
  }
}

type Report = {
  readonly ringing: readonly Purged[]
  readonly changed: Readonly<Record<'promotions' | 'pins' | 'revocations', readonly number[]>>
  readonly cut: readonly Purged[]
  readonly loads: readonly { readonly perSecond: number; readonly p99Ms: number; readonly failures: number }[]
  readonly isJson: boolean
  say(line: string): void
}

function report({ ringing, changed, cut, loads, isJson, say }: Report): number {
  const figures = {
    propagation: summarize(ringing.map(({ propagationMs }) => propagationMs)),
    regenerated: summarize(ringing.map(({ regeneratedMs }) => regeneratedMs)),
    promotions: summarize(changed.promotions),
    pins: summarize(changed.pins),
    revocations: summarize(changed.revocations),
    withoutDoorbell: {
      propagation: summarize(cut.map(({ propagationMs }) => propagationMs)),
      regenerated: summarize(cut.map(({ regeneratedMs }) => regeneratedMs)),
    },
    load: loads.map(({ perSecond, p99Ms, failures }) => ({ perSecond: Math.round(perSecond), p99: p99Ms, failures })),
  }
  const rows = [
    ['purge obeyed by the last edge', figures.propagation],
    ['new body at the last edge', figures.regenerated],
    ['promotion shown by the last edge', figures.promotions],
    ['pin shown by the last edge', figures.pins],
    ['revoked token refused by all', figures.revocations],
    ['purge, doorbell cut', figures.withoutDoorbell.propagation],
    ['new body, doorbell cut', figures.withoutDoorbell.regenerated],
  ] as const
  for (const [name, { count, p50, p99, max, over300 }] of rows) {
    say(`${name.padEnd(32)} ${count} times: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms; ${over300} over 300 ms`)
  }
  for (const { perSecond, p99, failures } of figures.load) {
    say(`load of an edge: ${perSecond} requests/s, p99 ${p99} ms, ${failures} failures`)
  }
  if (isJson) process.stdout.write(`${JSON.stringify(figures)}\n`)
  const missed = rows.flatMap(([name, summary], index) => {
    const isCut = index >= 5
    const lines = summary.max > MOST_MS ? [`${name}: ${summary.max} ms is above ${MOST_MS} ms`] : []
    if (!isCut && summary.p99 >= MOST_P99_MS)
      lines.push(`${name}: p99 ${summary.p99} ms is not under ${MOST_P99_MS} ms`)
    if (!isCut && summary.over300 > summary.count / 1_000) lines.push(`${name}: ${summary.over300} over 300 ms`)
    return lines
  })
  for (const line of missed) say(`missed: ${line}`)
  return missed.length === 0 ? 0 : 1
}
