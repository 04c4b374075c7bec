import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BackupFault } from '@/lib/backup/fault'
import { lockDataDir, makeDataDir } from '@/lib/launcher/data-dir'
import { openDatabase } from '@/lib/launcher/database'
import { takeLock } from '@/lib/launcher/file-lock'

/** Where Freshet keeps what it has: its folder, and the server of `DATABASE_URL` unless it is the embedded one. */
export type Installation = { readonly dataDir: string; readonly databaseUrl: string | undefined }

/** The database, answering. `close` stops what was started for it. */
export type OpenedDatabase = { readonly url: string; close(): Promise<void> }

const connectionFile = z.object({ databaseUrl: z.string() })

/** The database as it runs, or, where Freshet does not run, the embedded one started for this. Throws `BackupFault`. */
export async function openForBackup({ dataDir, databaseUrl }: Installation): Promise<OpenedDatabase> {
  if (databaseUrl !== undefined) return { url: databaseUrl, close: async () => {} }
  if (!existsSync(dataDir)) throw nothingHere(dataDir)
  const lock = takeLock(join(dataDir, 'launcher.lock'))
  if (lock.kind === 'held') return { url: await readRunning(dataDir), close: async () => {} }
  if (existsSync(join(dataDir, 'postgres'))) return await startEmbedded(dataDir, lock.release)
  lock.release()
  throw nothingHere(dataDir)
}

/** The database of an installation that does not run, made where there is none; nobody can start Freshet until `close`. */
export async function openForRestore({ dataDir, databaseUrl }: Installation): Promise<OpenedDatabase> {
  const folder = makeDataDir(dataDir)
  const { release } = lockDataDir(folder)
  return databaseUrl === undefined
    ? await startEmbedded(folder, release)
    : { url: databaseUrl, close: async () => release() }
}

async function startEmbedded(dataDir: string, release: () => void): Promise<OpenedDatabase> {
  const never = new AbortController().signal
  try {
    const database = await openDatabase({ dataDir, url: undefined, log: () => {}, signal: never })
    const close = async () => {
      await database.stop()
      release()
    }
    return { url: database.url, close }
  } catch (error) {
    release()
    throw error
  }
}

async function readRunning(dataDir: string): Promise<string> {
  try {
    return connectionFile.parse(JSON.parse(await readFile(join(dataDir, 'connection.json'), 'utf8'))).databaseUrl
  } catch (cause) {
    throw new BackupFault(
      `Freshet is starting or stopping in ${dataDir}, or is another user's. Try again in a moment.`,
      { cause },
    )
  }
}

function nothingHere(dataDir: string): BackupFault {
  return new BackupFault(
    `There is no Freshet in ${dataDir}. Run this where Freshet runs, or set FRESHET_DATA_DIR or DATABASE_URL as it has them.`,
  )
}
