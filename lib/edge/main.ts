import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { createEdgeServer } from '@/lib/adapters/http/edge-server'
import { createEdgeRegistry, type EdgeRegistry } from '@/lib/adapters/postgres/edge-registry'
import { createPostgresMeterSink } from '@/lib/adapters/postgres/meter-sink'
import { processStart } from '@/lib/adapters/processes/process-start'
import { openAccessLog } from '@/lib/edge/access-log'
import { createControlServer } from '@/lib/edge/control-server'
import { openCrons } from '@/lib/edge/crons/open-crons'
import { type EventLoopDelay, watchEventLoopDelay } from '@/lib/edge/event-loop-delay'
import { openJobs } from '@/lib/edge/jobs/open-jobs'
import { bothHear, LiveTail } from '@/lib/edge/live/live-tail'
import { MeterFlush } from '@/lib/edge/metering/meter-flush'
import { MeterSpool } from '@/lib/edge/metering/meter-spool'
import { revealWhy } from '@/lib/edge/reveal-why'
import { answerHit } from '@/lib/engine/handle-request'
import { probeEntry } from '@/lib/engine/purges/probe'
import { foretell } from '@/lib/engine/why/foretell'
import { requestOf } from '@/lib/engine/why/question'
import { type Env, readEnv } from '@/lib/server/env'
import { createLog } from '@/lib/server/log'
import { type OpenEdge, openEdge } from '@/lib/server/open-edge'
import { openRevealing } from '@/lib/server/open-revealing'
import { drainOnShutdown } from '@/lib/server/shutdown'
import { versionBuilt } from '@/lib/server/version'

const BEAT_MS = 1_000
/** A kill takes a second of counts at most: this, and what the machine is late by. */
const COUNTS_MS = 250
const DRAIN_MS = 7_000
/** A job that does not heed its end in time is taken up elsewhere once its lease has run out. */
const JOBS_STOP_MS = 2_000

/** One edge: the port for visitors, the control port, its counts and its heartbeat. */
async function main(): Promise<void> {
  const env = readEnv()
  if (env.ISR_TEST_CLOCK && env.NODE_ENV === 'production') {
    throw new Error('ISR_TEST_CLOCK moves time for tests of Freshet itself: it needs NODE_ENV=test.')
  }
  const log = createLog(env.LOG_LEVEL)
  const edge = await openEdge(env, log)
  const state = { isDraining: false }
  const eventLoop = watchEventLoopDelay()
  const accessLog = env.FRESHET_ACCESS_LOG === undefined ? undefined : openAccessLog(env.FRESHET_ACCESS_LOG)
  const revealing = openRevealing(edge.engine, { env, pool: edge.pool })
  const live = new LiveTail({ edgeId: edge.id, nowMs: () => edge.engine.clock.nowMs() })
  const visitors = createEdgeServer({
    handle: (request) => revealWhy(revealing, request),
    hit: (request) => answerHit(edge.engine, request),
    trustedProxies: env.TRUSTED_PROXIES,
    connections: { total: env.CONNECTIONS, perAddress: env.CONNECTIONS_PER_ADDRESS || null },
    served: bothHear(live, accessLog?.write),
    // Without the query, which may hold a bypass token.
    onError: (error, { host, target }) => log.error({ error, host, path: target.split('?')[0] }, 'a request failed'),
  })
  const control = controlServer(env, edge, { state, eventLoop, live })
  await listen(control, env.CONTROL_PORT, env.CONTROL_ADDRESS)
  const controlUrl = urlOf(control)
  if (env.ISR_TEST_CLOCK) {
    const text = JSON.stringify({ controlUrl, fleetSecret: env.FLEET_SECRET })
    writeFileSync(join(env.FRESHET_DATA_DIR, `edge-${env.EDGE_PORT}.json`), text, { mode: 0o600 })
  }
  const stopBeating = await beat({ env, edge, controlUrl, log, eventLoop })
  // Last: what visitors make it store is announced in its name, which the fleet knows by now.
  await listen(visitors, env.EDGE_PORT, env.EDGE_HOST)
  drainOnShutdown(async () => {
    state.isDraining = true
    await close(visitors)
    await stopBeating()
    live.stop()
    await close(control)
    await edge.close()
    await accessLog?.close()
  })
  log.info({ port: env.EDGE_PORT, controlUrl, region: env.REGION }, 'edge is ready')
  process.send?.({ type: 'ready' })
}

type Watched = {
  readonly state: { readonly isDraining: boolean }
  readonly eventLoop: EventLoopDelay
  readonly live: LiveTail
}

function controlServer(env: Env, edge: OpenEdge, { state, eventLoop, live }: Watched): Server {
  const { engine } = edge
  const isConfirmed = () => engine.clock.nowMs() < engine.view.confirmedUntilMs
  return createControlServer({
    fleetSecret: env.FLEET_SECRET,
    isReady: () => !state.isDraining && isConfirmed(),
    status: () => ({
      region: env.REGION,
      appliedSeq: engine.view.seq,
      isInControl: isConfirmed(),
      nowMs: engine.clock.nowMs(),
      eventLoopDelayMs: eventLoop.maxMs(),
      regionCache: { entries: engine.region.entryCount, bytes: engine.region.sizeBytes },
    }),
    verdict: (entry) => probeEntry(engine, entry),
    foretell: (question) => foretell(engine, requestOf(question), engine.ids.next()),
    live,
    advanceClock: env.ISR_TEST_CLOCK ? edge.advanceClock : undefined,
  })
}

type Beating = Pick<Watched, 'eventLoop'> & {
  readonly env: Env
  readonly edge: OpenEdge
  readonly controlUrl: string
  readonly log: Logger
}

/** Whoever was killed on this machine cannot say so itself, and a receipt would wait for it. */
async function sayEnded(registry: EdgeRegistry, ids: readonly string[], log: Logger): Promise<void> {
  await Promise.all(ids.map((id) => registry.stop(id))).catch((error: unknown) =>
    log.warn({ error, ids }, 'the fleet cannot be told which edges of this machine have ended'),
  )
}

/** Counts, four times a second, and heartbeat, once; resolves to what sends the last of them. */
async function beat({ env, edge, controlUrl, log, eventLoop }: Beating): Promise<() => Promise<void>> {
  const { engine, pool, id } = edge
  const registry = createEdgeRegistry(pool.db)
  const version = versionBuilt(import.meta.dirname, (sentence) => log.warn(sentence))
  const identity = { id, region: env.REGION, controlUrl, pid: process.pid, version }
  await registry.register({ ...identity, appliedSeq: engine.view.seq })
  const spool = await MeterSpool.open({
    directory: join(env.FRESHET_DATA_DIR, 'meters'),
    bootId: id,
    pid: process.pid,
    startOf: processStart,
  })
  await sayEnded(registry, spool.endedRuns, log)
  const meter = new MeterFlush({
    meter: engine.meter,
    tokenMeter: engine.tokenMeter,
    spool,
    sink: createPostgresMeterSink(pool.db),
    nowMs: () => engine.clock.nowMs(),
    region: env.REGION,
    bootId: id,
    onError: (error) => log.warn({ error }, 'counts wait for the database'),
    onLoss: (loss) => log.error({ loss }, 'counts were lost'),
  })
  const crons = openCrons(edge, id, log)
  const jobs = openJobs({ edge, env, log }, id)
  const counts = setInterval(() => void meter.flush(), COUNTS_MS)
  const timer = setInterval(() => {
    eventLoop.roll()
    void crons.tick()
    void jobs.tick()
    const { seq, epoch } = engine.view.basis
    registry.heartbeat(id, seq, epoch).catch((error: unknown) => log.warn({ error }, 'the heartbeat failed'))
  }, BEAT_MS)
  return async () => {
    clearInterval(counts)
    clearInterval(timer)
    eventLoop.stop()
    await withinMs(jobs.stop(), JOBS_STOP_MS)
    await meter.close()
    await registry.stop(id).catch((error: unknown) => log.warn({ error }, 'the edge could not sign off'))
  }
}

/** Waits for work that ends soon, and goes on without it otherwise. */
async function withinMs(work: Promise<void>, ms: number): Promise<void> {
  await Promise.race([work, pause(ms, undefined, { ref: false })])
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening')
}

/** Lets requests under way end, for a while; idle connections close at once. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
  await closed
}

function urlOf(server: Server): string {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('The control port has no address.')
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

main().catch((error: unknown) => {
  process.stderr.write(`edge: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
