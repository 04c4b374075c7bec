import type { TransactionSql } from 'postgres'
import { openDb, openForCopy } from '@/db/client'
import { lockMigrations, migrate } from '@/db/migrate'
import { appendAudit } from '@/db/queries/audit'
import { countInstallation, type InstallationCounts } from '@/db/queries/backup/installation-counts'
import { countMigrations, countPrograms, type Occupancy, putContents, readOccupancy } from '@/db/queries/backup/restore'
import { addMeterLosses } from '@/db/queries/usage/counters'
import { listSealingKeys } from '@/db/queries/variables'
import { readSecretKeys } from '@/lib/adapters/secrets/secret-keys'
import { type Manifest, openArchive, verifyArchive } from '@/lib/backup/archive'
import { BackupFault } from '@/lib/backup/fault'
import { type Installation, openForRestore } from '@/lib/backup/installation-database'
import { ArchiveFault } from '@/lib/backup/tar'

export type RestoreOptions = {
  readonly installation: Installation
  /** `FRESHET_SECRET_KEY`, where it is set. */
  readonly secretKey: string | undefined
  readonly file: string
  /** Whether what the installation holds may go. */
  readonly mayReplace: boolean
  readonly version: string
  readonly migrationsFolder: string
  onProgress(step: 'checking' | 'restoring', doneBytes: number, totalBytes: number): void
}

export type RestoreResult = InstallationCounts & {
  readonly file: string
  /** The instant that the backup shows, the newest number of its journal, and the Freshet that made it. */
  readonly at: string
  readonly seq: number
  readonly madeBy: string
  readonly replaced: boolean
  /** Keys that variables are sealed with and this installation has not: functions that need them do not start. */
  readonly missingKeyIds: readonly string[]
}

/**
 * Puts a backup into an installation that does not run: all of it, or nothing. Throws `BackupFault` where the backup is damaged or of a
 * newer Freshet, where Freshet runs, or where the installation holds something and nobody said that it may go.
 */
export async function restore(options: RestoreOptions): Promise<RestoreResult> {
  const { installation, file, migrationsFolder, version } = options
  const { at, seq, version: madeBy } = await checkBackup(options)
  const database = await openForRestore(installation)
  const sql = openForCopy(database.url)
  try {
    const occupancy = await sql.begin((tx) => replaceAll(tx, options))
    await migrate(database.url, { folder: migrationsFolder })
    await sql`analyze`
    const known = await noteRestore(database.url, { file, at, seq, madeBy, version })
    const own = await readSecretKeys({ setting: options.secretKey, dataDir: installation.dataDir })
    const missingKeyIds = known.keyIds.filter((id) => own.every((key) => key.id !== id))
    return { file, at, seq, madeBy, replaced: occupancy.kind === 'freshet', missingKeyIds, ...known.counts }
  } finally {
    await sql.end({ timeout: 5 })
    await database.close()
  }
}

/** What a backup is of, once each of its bytes was found to be as it was written and this Freshet can read it. */
export async function checkBackup({
  file,
  migrationsFolder,
  onProgress,
}: Pick<RestoreOptions, 'file' | 'migrationsFolder' | 'onProgress'>): Promise<Manifest> {
  return await asBackupOf(file, async () => {
    const { manifest } = await openArchive(file)
    if (countMigrations(migrationsFolder, manifest.migrations) === undefined) {
      throw new BackupFault(
        `${file} was made by Freshet ${manifest.version} with a database that this one does not know yet. Upgrade this Freshet to that version, then restore.`,
      )
    }
    return await verifyArchive(file, (doneBytes) => onProgress('checking', doneBytes, manifest.sizeBytes))
  })
}

async function replaceAll(tx: TransactionSql, options: RestoreOptions): Promise<Occupancy> {
  await lockMigrations(tx)
  const programCount = await countPrograms(tx)
  if (programCount > 0) {
    throw new BackupFault(
      `Freshet runs on this database (${programCount} connections). Stop its edges and dashboards first.`,
    )
  }
  const occupancy = await readOccupancy(tx)
  if (occupancy.kind === 'foreign') {
    throw new BackupFault('The database holds tables that are not of Freshet. Give DATABASE_URL of an empty database.')
  }
  if (occupancy.kind === 'freshet' && !options.mayReplace) throw new BackupFault(occupiedBy(occupancy))
  return await asBackupOf(options.file, async () => {
    const { manifest, pieces } = await openArchive(options.file, (doneBytes) =>
      options.onProgress('restoring', doneBytes, manifest.sizeBytes),
    )
    await putContents(tx, manifest, pieces, options.migrationsFolder)
    return occupancy
  })
}

function occupiedBy({ projects, operatorCount }: Occupancy & { kind: 'freshet' }): string {
  const names = projects.length === 0 ? 'no project' : projects.slice(0, 5).join(', ')
  const more = projects.length > 5 ? ` and ${projects.length - 5} more` : ''
  return `This installation holds ${names}${more} and ${operatorCount} operators. --replace removes all of that and puts the backup there; back it up first.`
}

async function asBackupOf<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ArchiveFault) {
      throw new BackupFault(`${file} is no whole backup: ${error.message}. Nothing was changed.`, { cause: error })
    }
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new BackupFault(`There is no file ${file}.`, { cause: error })
    }
    throw error
  }
}

type Note = Pick<RestoreResult, 'file' | 'at' | 'seq' | 'madeBy'> & { readonly version: string }

/** What was counted between the backup and now is lost, and the audit goes on with who put its earlier state back. */
async function noteRestore(url: string, note: Note) {
  const pool = openDb(url, { maxConnections: 1 })
  try {
    return await pool.db.transaction(async (tx) => {
      const counts = await countInstallation(tx)
      const { at } = note
      const lost = { region: '(all)', reason: 'restored', batches: 0, requests: null }
      await addMeterLosses(tx, [
        { ...lost, bootId: `restored of ${at}`, n: 0, fromAt: new Date(at), untilAt: new Date(counts.nowMs) },
      ])
      const keyIds = await listSealingKeys(tx)
      const { nowMs: _, ...told } = counts
      const row = { projectId: null, actor: 'this machine', action: 'backups.restore', details: note, ip: null }
      await appendAudit(tx, row)
      return { counts: told, keyIds }
    })
  } finally {
    await pool.close()
  }
}
