import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { LauncherEnv } from '../server/env.ts'
import { fleetSecret, lockDataDir, makeDataDir, publishConnection } from './data-dir.ts'
import { openDatabase } from './database.ts'
import { type PlannedEdge, planEdges } from './plan-edges.ts'
import { holdPorts, type Listener } from './ports.ts'
import { type Supervised, supervise } from './supervise.ts'

export type LaunchOptions = {
  readonly env: LauncherEnv
  /** How many edges to run on the one database. */
  readonly edgeCount: number
  /** What we were started with: handed on to every program, under what we decide. */
  readonly inherited: NodeJS.ProcessEnv
  readonly dataDir: string
  /** Folder of `edge.mjs`, `dashboard.mjs` and `first-start.mjs`. */
  readonly programsDir: string
  build(): Promise<void>
  migrate(databaseUrl: string, waiting: { log(line: string): void; readonly signal: AbortSignal }): Promise<void>
  log(line: string): void
  /** Is begun once everything runs; what it gives ends that again, before anything else is ended. */
  accompany?(): () => void | Promise<void>
  /** Ends everything. */
  readonly signal: AbortSignal
}

/** A killed launcher's programs hold their ports until they notice, which takes them a moment. */
const LEAVING_MS = 2_000

/**
 * Runs Freshet from one data folder until `signal`, in this order: ports and lock, build, database, migration, edge and
 * dashboard, then the work of a first start. Ends what it started in the reverse order, also when a later step rejects.
 */
export async function launch(options: LaunchOptions): Promise<void> {
  const undo: (() => void | Promise<void>)[] = []
  try {
    await start(options, undo)
    await untilAborted(options.signal)
    options.log('stopping')
  } finally {
    await undoAll(undo, options.log)
  }
  options.log('stopped')
}

/** The last first. One that fails is told, and keeps none of the others from being undone. */
async function undoAll(undo: readonly (() => void | Promise<void>)[], log: (line: string) => void): Promise<void> {
  for (const each of undo.toReversed()) {
    try {
      await each()
    } catch (error) {
      log(`while stopping: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

async function start(options: LaunchOptions, undo: (() => void | Promise<void>)[]): Promise<void> {
  const { env, log, signal } = options
  const dataDir = makeDataDir(options.dataDir)
  const lock = lockDataDir(dataDir)
  undo.push(lock.release)
  const edges = planEdges(env, options.edgeCount)
  const releasePorts = await holdPorts(listenersOf(env, edges), lock.wasLeftBehind ? LEAVING_MS : 0)
  undo.push(releasePorts)
  await options.build()
  const beganMs = performance.now()
  const database = await openDatabase({ dataDir, url: env.DATABASE_URL, log, signal })
  undo.push(() => database.stop())
  signal.throwIfAborted()
  await options.migrate(database.url, { log, signal })
  undo.push(publishConnection(dataDir, { databaseUrl: database.url, dashboardUrl: dashboardUrl(env) }))

  const variables: NodeJS.ProcessEnv = {
    ...options.inherited,
    NODE_ENV: env.NODE_ENV,
    FRESHET_DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    FLEET_SECRET: options.inherited.FLEET_SECRET || fleetSecret(dataDir),
  }
  await releasePorts()
  const programs = startPrograms(options, variables, edges)
  undo.push(async () => {
    await Promise.all(programs.map((program) => program.stop()))
  })
  await untilAbortedOr(signal, Promise.all(programs.map((program) => program.ready)))
  const isFleet = edges.length > 1
  log(
    `${isFleet ? 'edges' : 'edge'} and dashboard are ready after ${((performance.now() - beganMs) / 1000).toFixed(1)} s`,
  )
  if (isFleet) for (const { name, region, port } of edges) log(`${name}: region ${region}, port ${port}`)
  undo.push(runFirstStart(options, variables))
  const leave = options.accompany?.()
  if (leave !== undefined) undo.push(leave)
}

function listenersOf(env: LauncherEnv, edges: readonly PlannedEdge[]): readonly Listener[] {
  return [
    ...edges.map(({ port }) => ({ variable: 'EDGE_PORT', host: env.EDGE_HOST, port })),
    { variable: 'PORT', host: env.DASHBOARD_HOST, port: env.PORT },
    { variable: 'PREVIEW_PORT', host: env.DASHBOARD_HOST, port: env.PREVIEW_PORT },
    ...edges.map(({ controlPort: port }) => ({ variable: 'CONTROL_PORT', host: env.CONTROL_ADDRESS, port })),
  ]
}

function startPrograms(
  { env, programsDir, log }: LaunchOptions,
  variables: NodeJS.ProcessEnv,
  edges: readonly PlannedEdge[],
): readonly Supervised[] {
  const program = (name: string, script: string, own: Partial<NodeJS.ProcessEnv>) =>
    supervise({
      name,
      args: ['--enable-source-maps', join(programsDir, script)],
      env: { ...variables, ...own },
      log,
    })
  return [
    ...edges.map(({ name, region, port, controlPort }) =>
      program(name, 'edge.mjs', { EDGE_PORT: String(port), CONTROL_PORT: String(controlPort), REGION: region }),
    ),
    // Next knows no other mode for a built app, and the test clock belongs to edges.
    program('dashboard', 'dashboard.mjs', {
      PORT: String(env.PORT),
      PREVIEW_PORT: String(env.PREVIEW_PORT),
      NODE_ENV: 'production',
      ISR_TEST_CLOCK: '',
      NEXT_TELEMETRY_DISABLED: '1',
    }),
  ]
}

/** Prints the URLs and does what only a first start needs. It may fail without harm to what runs. */
function runFirstStart({ programsDir, log }: LaunchOptions, variables: NodeJS.ProcessEnv): () => Promise<void> {
  const child = spawn(process.execPath, ['--enable-source-maps', join(programsDir, 'first-start.mjs')], {
    env: variables,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      log(`first start: ${error.message}`)
      resolve()
    })
    child.once('exit', (status) => {
      if (status) log(`first start ended with status ${status}; what runs is not affected`)
      resolve()
    })
  })
  return async () => {
    child.kill('SIGTERM')
    await gone
  }
}

function dashboardUrl({ DASHBOARD_HOST: host, PORT: port }: LauncherEnv): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

async function untilAbortedOr(signal: AbortSignal, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, untilAborted(signal)])
  signal.throwIfAborted()
}
