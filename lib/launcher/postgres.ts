import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { type Identity, postgresIdentity, runAs } from './identity.ts'
import { freePort } from './ports.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { isPostgresAlive, type Postmaster, processesIn, readPostmaster } from './postmaster.ts'

/** A PostgreSQL server of ours that accepts connections. */
export type PostgresServer = {
  /** Connection string of the `postgres` database, as superuser. */
  readonly url: string
  readonly pid: number
  readonly port: number
  /** Whether it was found running, left by a start that was killed. */
  readonly isAdopted: boolean
  /** Resolves once it is gone, for whatever reason. */
  readonly exited: Promise<void>
  /** Ends it as `SIGINT` does: open transactions are rolled back, everything acknowledged is kept. */
  stop(): Promise<void>
}

export type PostgresOptions = {
  /** Folder of its own: holds the cluster, the password and the log. Made if absent; for root, given to PostgreSQL's user. */
  readonly dir: string
  /** Folder of the `bin` of another PostgreSQL, 15 or newer; absent: the one that came with the packages. */
  readonly binaries?: string
  /** 0 is any free one. */
  readonly port: number
  /** `false` trades every guarantee at a crash for speed: only for tests. */
  readonly isDurable: boolean
  readonly log: (line: string) => void
}

const ROLE = 'freshet'
const SETTLE_MS = 30_000
const STOP_MS = 30_000
/** Nothing of ours: neither secrets nor a locale of the machine. */
const ENVIRONMENT: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' }

/**
 * Starts the embedded PostgreSQL in `dir`, or takes over the one that an earlier, killed start left running there.
 * It listens on 127.0.0.1 alone, asks for a random password (scram-sha-256), and survives `kill -9` of this process.
 * Throws with the end of its log when it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const identity = postgresIdentity(options.dir)
  const native = options.binaries ?? postgresBinaries(identity, options.log)
  const dir = ownFolder(options.dir, identity)
  const dataDir = join(dir, 'data')
  if (!existsSync(join(dataDir, 'PG_VERSION'))) createCluster({ native, dir, identity, options })
  const password = readFileSync(join(dir, 'password'), 'utf8').trim()
  const running = await settle(dataDir, password)
  if (running) return adopted(running, password)
  return await launch({ ...options, dir, native, identity, password })
}

function ownFolder(dir: string, identity: Identity): string {
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o700)
  if (identity.ids) chownSync(dir, identity.ids.uid, identity.ids.gid)
  return realpathSync(dir)
}

type Cluster = {
  readonly native: string
  readonly dir: string
  readonly identity: Identity
  readonly options: PostgresOptions
}

/** Made aside and renamed: a start killed half-way leaves no cluster that looks whole. */
function createCluster({ native, dir, identity, options }: Cluster): void {
  const password = join(dir, 'password')
  writeFileSync(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  if (identity.ids) chownSync(password, identity.ids.uid, identity.ids.gid)
  const unfinished = join(dir, 'data.unfinished')
  rmSync(unfinished, { recursive: true, force: true })
  const made = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', unfinished, '-U', ROLE, '-A', 'scram-sha-256', `--pwfile=${password}`, '-E', 'UTF8', '--locale=C']
      .concat(
        '--no-instructions',
        options.binaries === undefined ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [],
      )
      .concat(options.isDurable ? [] : '--no-sync'),
    { ...runAs(identity), env: ENVIRONMENT, cwd: '/', encoding: 'utf8' },
  )
  if (made.status !== 0) {
    throw new Error(`PostgreSQL's initdb failed in ${dir}: ${made.error?.message ?? made.stderr + made.stdout}`)
  }
  renameSync(unfinished, join(dir, 'data'))
}

/** Finds the server that runs in `dataDir`, once it either answers or is gone; clears away what a dead one left. */
async function settle(dataDir: string, password: string): Promise<Postmaster | undefined> {
  const deadlineMs = performance.now() + SETTLE_MS
  for (;;) {
    const pids = processesIn(dataDir)
    const found = readPostmaster(dataDir)
    if (found && pids.includes(found.pid) && (await isOurs(found.port, password, dataDir))) return found
    if (pids.length === 0) {
      // PostgreSQL takes a zombie, or a stranger with that number, for a living server and would refuse to start.
      if (process.platform === 'linux') rmSync(join(dataDir, 'postmaster.pid'), { force: true })
      return undefined
    }
    if (performance.now() > deadlineMs) {
      throw new Error(
        `PostgreSQL (pid ${pids.join(', ')}) holds ${dataDir} but does not answer: end it, then start again.`,
      )
    }
    await delay(50)
  }
}

/** A process number proves nothing: only a server that takes our password and works in our folder is ours. */
async function isOurs(port: number, password: string, dataDir: string): Promise<boolean> {
  const sql = postgres(urlOf(port, password), { max: 1, connect_timeout: 2, onnotice: () => {} })
  try {
    const [row] = await sql`select current_setting('data_directory') as dir`
    return row?.dir === dataDir
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

type Launch = PostgresOptions & { native: string; identity: Identity; password: string }

async function launch(options: Launch): Promise<PostgresServer> {
  const dataDir = join(options.dir, 'data')
  const logFile = join(options.dir, 'postgres.log')
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`)
  const port = options.port || (await freePort())
  const output = openSync(logFile, 'w', 0o600)
  const child = spawn(join(options.native, 'bin/postgres'), ['-D', dataDir, ...settings(port, options.isDurable)], {
    ...runAs(options.identity),
    env: ENVIRONMENT,
    cwd: '/',
    stdio: ['ignore', output, output],
    // Its own process group: Ctrl-C reaches us first, and it stays until the others have drained.
    detached: true,
  })
  closeSync(output)
  const gone = Promise.withResolvers<void>()
  child.once('exit', () => gone.resolve())
  child.once('error', () => gone.resolve())
  await untilReady(child, dataDir, logFile)
  const pid = child.pid ?? 0
  return {
    url: urlOf(port, options.password),
    pid,
    port,
    isAdopted: false,
    exited: gone.promise,
    stop: () => end(pid, gone.promise),
  }
}

function settings(port: number, isDurable: boolean): readonly string[] {
  const list = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`, 'max_connections=200']
  if (!isDurable) list.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off')
  else list.push(`shared_buffers=${sharedMegabytes(memoryBytes())}MB`)
  return [...list, 'log_checkpoints=off', 'timezone=UTC', 'log_timezone=UTC'].flatMap((setting) => ['-c', setting])
}

/** What PostgreSQL keeps of its files in its own memory: a sixteenth of the machine's, within what it takes by itself and a gigabyte. */
export function sharedMegabytes(bytes: number): number {
  return Math.min(1_024, Math.max(128, Math.floor(bytes / 16 / 2 ** 20)))
}

/** Of the machine, or of the container that we are confined to. */
function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
}

async function untilReady(child: ChildProcess, dataDir: string, logFile: string): Promise<void> {
  let failure: string | undefined
  child.once('error', (error) => {
    failure = error.message
  })
  for (;;) {
    const found = readPostmaster(dataDir)
    if (found?.pid === child.pid && found?.isReady) return
    if (failure !== undefined || child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`PostgreSQL did not start: ${failure ?? readFileSync(logFile, 'utf8').trim().slice(-2000)}`)
    }
    await delay(10)
  }
}

function adopted({ pid, port }: Postmaster, password: string): PostgresServer {
  const exited = untilGone(pid)
  return { url: urlOf(port, password), pid, port, isAdopted: true, exited, stop: () => end(pid, exited) }
}

async function untilGone(pid: number): Promise<void> {
  while (isPostgresAlive(pid)) await delay(100, undefined, { ref: false })
}

/** Fast shutdown; after half a minute the immediate one, from which PostgreSQL recovers by its log at the next start. */
async function end(pid: number, exited: Promise<void>): Promise<void> {
  signal(pid, 'SIGINT')
  const patience = new AbortController()
  const isLate = await Promise.race([
    exited.then(() => false),
    delay(STOP_MS, true, { signal: patience.signal }).catch(() => false),
  ])
  patience.abort()
  if (isLate) signal(pid, 'SIGQUIT')
  await exited
}

function signal(pid: number, name: NodeJS.Signals): void {
  if (isPostgresAlive(pid)) process.kill(pid, name)
}

function urlOf(port: number, password: string): string {
  return `postgres://${ROLE}:${password}@127.0.0.1:${port}/postgres`
}
