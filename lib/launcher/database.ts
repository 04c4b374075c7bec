import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { postgresDir } from './data-dir.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

/** The database that everything uses, answering. */
export type Database = { readonly url: string; stop(): Promise<void> }

export type DatabaseOptions = {
  readonly dataDir: string
  /** The operator's own server; `undefined` runs the embedded one. */
  readonly url: string | undefined
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

const WAIT_MS = 30_000
const RETRY_MS = 500
const RESTART_MS = 1_000

/** Starts the embedded PostgreSQL and keeps it running, or waits until the operator's answers. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.url === undefined) return await keepEmbedded(options)
  await waitForServer({ ...options, url: options.url, waitMs: WAIT_MS })
  return { url: options.url, stop: async () => {} }
}

async function keepEmbedded({ dataDir, log, signal }: DatabaseOptions): Promise<Database> {
  const dir = postgresDir(dataDir)
  if (dir !== join(dataDir, 'postgres')) log(`PostgreSQL keeps its files in ${dir}: its user may not enter ${dataDir}`)
  const stopping = new AbortController()
  let server = await startPostgres({ dir, port: 0, isDurable: true, log })
  if (server.isAdopted) log(`took over the PostgreSQL (pid ${server.pid}) that a killed start left running`)
  const { port, url } = server

  async function keepRunning(): Promise<void> {
    for (;;) {
      await server.exited
      if (stopping.signal.aborted) return
      log('PostgreSQL ended; starting it again')
      const next = await restart({ dir, port, log, signal: stopping.signal })
      if (!next) return
      server = next
    }
  }

  const finished = keepRunning()
  const stop = async () => {
    stopping.abort()
    await server.stop()
    await finished
    // A restart under way at the stop came up after it.
    await server.stop()
  }
  if (signal.aborted) await stop()
  return { url, stop }
}

type Restart = { readonly dir: string; readonly port: number; log(line: string): void; readonly signal: AbortSignal }

/** Tries until it runs again, on the port that everybody knows; `undefined` when told to stop meanwhile. */
async function restart(options: Restart): Promise<PostgresServer | undefined> {
  while (!options.signal.aborted) {
    try {
      return await startPostgres({ ...options, isDurable: true })
    } catch (error) {
      options.log(error instanceof Error ? error.message : String(error))
      await delay(RESTART_MS, undefined, { signal: options.signal }).catch(() => {})
    }
  }
  return undefined
}

type Wait = { readonly url: string; readonly waitMs: number; log(line: string): void; readonly signal: AbortSignal }

/** Resolves once the server answers. Rejects after `waitMs`, or at once when it refuses us: waiting would not help. */
export async function waitForServer({ url, waitMs, log, signal }: Wait): Promise<void> {
  const { host, pathname } = new URL(url)
  const deadlineMs = performance.now() + waitMs
  for (let isFirst = true; ; isFirst = false) {
    const refusal = await tryServer(url)
    if (refusal === undefined) return
    if (!refusal.isPassing)
      throw new Error(`The database at ${host}${pathname} refuses: ${refusal.message}. Check DATABASE_URL.`)
    if (isFirst) log(`waiting up to ${waitMs / 1000} s for the database at ${host}${pathname} (${refusal.message})`)
    if (performance.now() > deadlineMs) {
      throw new Error(
        `The database at ${host}${pathname} did not answer within ${waitMs / 1000} s: ${refusal.message}. Check DATABASE_URL.`,
      )
    }
    await delay(RETRY_MS, undefined, { signal })
  }
}

async function tryServer(url: string): Promise<{ readonly message: string; readonly isPassing: boolean } | undefined> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    await sql`select 1`
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // Class 57P: starting up or shutting down; 53: too busy. What else the server itself says does not pass by itself.
    return { message, isPassing: !(error instanceof postgres.PostgresError) || /^(57P|53)/.test(error.code) }
  } finally {
    await sql.end({ timeout: 1 })
  }
}
