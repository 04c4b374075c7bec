import { randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { canReach, makeSharedPlace, postgresIdentity } from './identity.ts'
import { processStart } from './process-start.ts'

/** Makes the folder that holds everything Freshet keeps, and gives its real path. */
export function makeDataDir(dir: string): string {
  // Root's may be entered, not read, by others: PostgreSQL, which does not run as root, lives below it.
  mkdirSync(dir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
  return realpathSync(dir)
}

/**
 * Where this data folder's PostgreSQL lives: inside it, unless PostgreSQL's user may not enter there (a checkout in
 * /root). Then it gets a folder in root's shared place, and `postgres` here is a symbolic link to that: who removes the
 * data folder starts afresh, who moves it takes the database along.
 */
export function postgresDir(dataDir: string): string {
  const inside = join(dataDir, 'postgres')
  const found = lstatSync(inside, { throwIfNoEntry: false })
  if (found?.isSymbolicLink()) return readlinkSync(inside)
  const identity = postgresIdentity(inside)
  if (canReach(identity, inside)) return inside
  if (found)
    throw new Error(`${identity.name}, who runs PostgreSQL, may not enter ${inside}: open the folders above it.`)
  const outside = join(makeSharedPlace(), `postgres-${randomBytes(6).toString('hex')}`)
  symlinkSync(outside, inside)
  return outside
}

/** The secret that edges and dashboards of this data folder show each other; made once. */
export function fleetSecret(dataDir: string): string {
  const file = join(dataDir, 'fleet-secret')
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

/** How programs on this machine, such as the CLI, find what runs from this data folder. */
export type Connection = { readonly databaseUrl: string; readonly dashboardUrl: string }

/** Publishes the connection to programs of the same user; the result takes it back. */
export function publishConnection(dataDir: string, connection: Connection): () => void {
  const file = join(dataDir, 'connection.json')
  rmSync(file, { force: true })
  writeFileSync(file, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 })
  return () => rmSync(file, { force: true })
}

const lockSchema = z.object({ pid: z.number(), startedAt: z.string() })

/** `wasLeftBehind`: an earlier launcher was killed, so what it started may still be on its way out. */
export type DataDirLock = { readonly wasLeftBehind: boolean; release(): void }

/**
 * Makes this the only launcher of the data folder. Throws when another one lives. A lock
 * names its process by number and start, so that one left by a killed launcher, or by a machine that went down, is no
 * obstacle, whoever has that number now.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const file = join(dataDir, 'launcher.lock')
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) }), { mode: 0o600 })
  try {
    // Linking tells two that start at once apart: one of them finds the lock of the other.
    const wasLeftBehind = !tryLink(mine, file)
    const holder = wasLeftBehind ? livingHolder(file) : undefined
    if (holder !== undefined) {
      throw new Error(
        `Freshet already runs from ${dataDir} (pid ${holder}). Stop it, or set FRESHET_DATA_DIR to another folder.`,
      )
    }
    if (wasLeftBehind) {
      rmSync(file, { force: true })
      linkSync(mine, file)
    }
    return { wasLeftBehind, release: () => rmSync(file, { force: true }) }
  } finally {
    rmSync(mine, { force: true })
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function livingHolder(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  if (text === '') return undefined
  const { pid, startedAt } = lockSchema.parse(JSON.parse(text))
  return processStart(pid) === startedAt ? pid : undefined
}
