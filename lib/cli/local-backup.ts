import { join, resolve } from 'node:path'
import { type BackupResult, backUp } from '@/lib/backup/back-up'
import { BackupFault } from '@/lib/backup/fault'
import { checkBackup, type RestoreResult, restore } from '@/lib/backup/restore'
import { readEnvFile } from '@/lib/cli/connection'
import { CliFailure, EXIT, misused, unreachable } from '@/lib/cli/failure'
import { isDatabaseAway } from '@/lib/server/database-away'
import { inheritedEnv, readLauncherEnv } from '@/lib/server/env'
import { VERSION } from '@/lib/server/version'

type Report = (step: string, doneBytes: number, totalBytes: number) => void
type BackupFile = { readonly checkout: string; readonly file: string; readonly report: Report }

/** Everything of the Freshet of this machine, to one file. The database itself is read: no call of the API gives all of it. */
export async function backUpLocally({
  checkout,
  file,
  report,
  mayOverwrite,
}: BackupFile & { mayOverwrite: boolean }): Promise<BackupResult> {
  const { installation } = await readInstallation(checkout)
  const onProgress = (done: number, total: number) => report('backing up', done, total)
  return await told(() => backUp({ installation, file, mayOverwrite, onProgress, ...versionOf(checkout) }))
}

/** Puts a backup into the Freshet of this machine, which does not run meanwhile. */
export async function restoreLocally({
  checkout,
  file,
  report,
  mayReplace,
}: BackupFile & { mayReplace: boolean }): Promise<RestoreResult> {
  const { installation, secretKey } = await readInstallation(checkout)
  return await told(() =>
    restore({ installation, secretKey, file, mayReplace, onProgress: report, ...versionOf(checkout) }),
  )
}

/** Reads a backup from its first byte to its last, and tells what it is of. */
export async function checkLocally({ checkout, file, report }: BackupFile) {
  const { at, seq, version, tables, sizeBytes } = await told(() =>
    checkBackup({ file, onProgress: report, ...versionOf(checkout) }),
  )
  return { file, at, seq, madeBy: version, tableCount: tables.length, sizeBytes }
}

const versionOf = (checkout: string) => ({ version: VERSION, migrationsFolder: join(checkout, 'db/migrations') })

async function readInstallation(checkout: string) {
  const all = { ...(await readEnvFile(checkout)), ...inheritedEnv() }
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
  try {
    const env = readLauncherEnv(present)
    const installation = { dataDir: resolve(checkout, env.FRESHET_DATA_DIR), databaseUrl: env.DATABASE_URL }
    return { installation, secretKey: env.FRESHET_SECRET_KEY }
  } catch (error) {
    throw misused(error instanceof Error ? error.message : String(error))
  }
}

async function told<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof BackupFault) {
      throw new CliFailure(EXIT.refused, { code: 'conflict', message: error.message }, { cause: error })
    }
    if (isDatabaseAway(error)) throw unreachable('The database does not answer. Check DATABASE_URL.', error)
    // A full disk, a folder that may not be written, a database that refuses: what the system says of it.
    const message = error instanceof Error ? error.message : String(error)
    throw new CliFailure(
      EXIT.refused,
      { code: 'internal', message: `${message.replace(/\.$/, '')}. Nothing was changed.` },
      { cause: error },
    )
  }
}
