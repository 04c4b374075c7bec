import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { type DbPool, openDb } from '@/db/client'
import { migrate } from '@/db/migrate'
import { deployFiles, type EdgeProcess, FLEET_SECRET, type Link, openLink, startEdge } from '@/lib/edge/testing'
import { freePort } from '@/lib/launcher/ports'
import { type PostgresServer, startPostgres } from '@/lib/launcher/postgres'
import { processesIn } from '@/lib/launcher/postmaster'
import { testContext } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { inheritedEnv } from '@/lib/server/env'
import { Ledger } from './ledger.ts'
import { openSource, PROJECT, type Source, siteFiles } from './site.ts'

const DIST = join(import.meta.dirname, '../dist')
const EDGES = 3

/** The PostgreSQL of the installation. */
export type FaultDatabase = {
  readonly url: string
  /** All its processes at this moment. */
  pids(): readonly number[]
  postmaster(): number
  /** `kill -9` of the postmaster; resolves once nothing of it runs. */
  kill(): Promise<void>
  stop(): Promise<void>
  /** Starts it again, on the port that everybody knows. Resolves once it accepts connections. */
  start(): Promise<void>
}

export type FaultEdge = {
  readonly name: string
  readonly port: number
  readonly pid: number
  readonly isUp: boolean
  /** Counts its starts. */
  readonly life: number
  /** Whether its last end was `kill -9`. */
  readonly wasKilled: boolean
  readonly link: Link
  kill(): Promise<void>
  /** Ends it as the launcher does, so that it drains. */
  stop(): Promise<void>
  start(): Promise<void>
}

export type Dashboard = {
  readonly url: string
  kill(): Promise<void>
  start(): Promise<void>
}

/** Freshet as real processes on a PostgreSQL of its own: three edges, each by a link of its own, and a dashboard. */
export type Installation = {
  readonly database: FaultDatabase
  readonly edges: readonly FaultEdge[]
  readonly dashboard: Dashboard
  /** The harness's own way to the database. */
  readonly pool: DbPool
  readonly ledger: Ledger
  readonly source: Source
  readonly token: string
  /** Ids of the two deployments of the site, and the label that their pages bear. */
  readonly labels: ReadonlyMap<string, string>
  close(): Promise<void>
}

export type InstallationOptions = {
  /** Holds everything that it writes. */
  readonly folder: string
  /** Options of Node for the edge of this number, 0 to 2. */
  readonly nodeOptions?: (index: number) => readonly string[]
  /** Settings of PostgreSQL, as `name=value`. */
  readonly settings?: readonly string[]
}

/** Starts everything and deploys the site twice, the first of them shown. What was started ends again when a later step fails. */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const each of undo.toReversed()) await each()
  }
  try {
    const data = join(options.folder, 'data')
    mkdirSync(data, { recursive: true })
    const database = await openDatabase(join(options.folder, 'postgres'), options.settings)
    undo.push(database.stop)
    await migrate(database.url)
    const pool = openDb(database.url, { maxConnections: 4 })
    undo.push(pool.close)
    let ledger: Ledger | undefined
    const source = await openSource((name) => ledger?.editionOf(name) ?? 1)
    undo.push(source.close)
    const labels = new Map<string, string>()
    for (const label of ['one', 'two']) {
      const id = await deployFiles(pool, {
        folder: data,
        project: PROJECT,
        files: siteFiles(source.url, label),
        promote: label === 'one',
      })
      labels.set(id, label)
    }
    const [first = ''] = labels.keys()
    ledger = new Ledger(first)
    const { token } = await createToken(testContext(pool.db), { name: 'faults', scopes: ['read', 'deploy', 'purge'] })
    const edges: FaultEdge[] = []
    for (let index = 0; index < EDGES; index++) {
      const edge = await openEdge(database.url, data, `edge ${index + 1}`, options.nodeOptions?.(index) ?? [])
      undo.push(edge.close)
      edges.push(edge)
    }
    const dashboard = await openDashboard(database.url, data)
    undo.push(dashboard.kill)
    return { database, edges, dashboard, pool, ledger, source, token, labels, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openDatabase(dir: string, settings: readonly string[] = []): Promise<FaultDatabase> {
  const options = { dir, port: 0, isDurable: true, log: () => {} }
  let server: PostgresServer = await startPostgres(options)
  const { port, url } = server
  if (settings.length > 0) await configure(url, settings)
  const dataDir = join(realpathSync(dir), 'data')
  const start = async () => {
    server = await startPostgres({ ...options, port })
  }
  const stop = () => server.stop()
  if (settings.length > 0) {
    await stop()
    await start()
  }
  return {
    url,
    pids: () => processesIn(dataDir),
    postmaster: () => server.pid,
    async kill() {
      process.kill(server.pid, 'SIGKILL')
      await server.exited
    },
    stop,
    start,
  }
}

async function configure(url: string, settings: readonly string[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=')
    await sql.unsafe(`alter system set ${name} = '${value}'`)
  }
  await sql.end()
}

async function openEdge(
  databaseUrl: string,
  data: string,
  name: string,
  nodeOptions: readonly string[],
): Promise<FaultEdge & { close(): Promise<void> }> {
  const link = await openLink(databaseUrl)
  let running: EdgeProcess = await startEdge(link.url, data, { nodeOptions })
  const state = { isUp: true, life: 1, wasKilled: false }
  const stop = async () => {
    Object.assign(state, { isUp: false, wasKilled: false })
    await running.stop()
  }
  return {
    name,
    link,
    get port() {
      return running.port
    },
    get pid() {
      return running.pid
    },
    get isUp() {
      return state.isUp
    },
    get life() {
      return state.life
    },
    get wasKilled() {
      return state.wasKilled
    },
    async kill() {
      Object.assign(state, { isUp: false, wasKilled: true })
      await running.kill()
    },
    stop,
    async start() {
      running = await startEdge(link.url, data, { nodeOptions })
      state.life++
      state.isUp = true
    },
    async close() {
      link.mend()
      await stop()
      await link.close()
    },
  }
}

async function openDashboard(databaseUrl: string, data: string): Promise<Dashboard> {
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn(process.execPath, [join(DIST, 'dashboard.mjs')], {
      env: {
        PATH: inheritedEnv().PATH,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        DATABASE_URL: databaseUrl,
        FLEET_SECRET,
        FRESHET_DATA_DIR: data,
        PORT: String(port),
        PREVIEW_PORT: '0',
        PURGES_PER_MINUTE: '0',
        LOG_LEVEL: 'fatal',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const gone = once(child, 'exit').then(() => Promise.reject(new Error('The dashboard did not start.')))
    await Promise.race([once(child, 'message'), gone])
    gone.catch(() => {})
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    start,
  }
}
