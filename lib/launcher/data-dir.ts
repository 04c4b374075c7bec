import { randomBytes } from 'node:crypto'
import {
  existsSync,
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
import { takeLock } from './file-lock.ts'
import { canReach, makeSharedPlace, postgresIdentity } from './identity.ts'

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

/** `wasLeftBehind`: an earlier launcher was killed, so what it started may still be on its way out. */
export type DataDirLock = { readonly wasLeftBehind: boolean; release(): void }

/** Makes this the only launcher of the data folder. Throws when another one lives; one that was killed is no obstacle. */
export function lockDataDir(dataDir: string): DataDirLock {
  const lock = takeLock(join(dataDir, 'launcher.lock'))
  if (lock.kind === 'taken') return lock
  throw new Error(
    `Freshet already runs from ${dataDir} (pid ${lock.pid}). Stop it, or set FRESHET_DATA_DIR to another folder.`,
  )
}
