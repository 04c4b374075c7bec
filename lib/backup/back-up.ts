import { existsSync } from 'node:fs'
import { openDb, openForCopy } from '@/db/client'
import { appendAudit } from '@/db/queries/audit'
import { type Contents, withSnapshot } from '@/db/queries/backup/backup'
import { isMigrated, isNewestSchema } from '@/db/queries/backup/restore'
import { listSealingKeys } from '@/db/queries/variables'
import { writeArchive } from '@/lib/backup/archive'
import { BackupFault } from '@/lib/backup/fault'
import { type Installation, openForBackup } from '@/lib/backup/installation-database'

export type BackupOptions = {
  readonly installation: Installation
  readonly file: string
  readonly mayOverwrite: boolean
  readonly version: string
  readonly migrationsFolder: string
  /** With how many bytes of how many are read. */
  onProgress(doneBytes: number, totalBytes: number): void
}

export type BackupResult = {
  readonly file: string
  readonly sizeBytes: number
  /** The instant that it shows, and the newest number of its journal. */
  readonly at: string
  readonly seq: number
  /** Keys that variables are sealed with; they are not in it. */
  readonly keyIds: readonly string[]
}

/**
 * Writes everything that an installation keeps, as of one instant, to one file, whether it runs or not. Throws `BackupFault` where
 * there is nothing to back up, or a file in the way.
 */
export async function backUp(options: BackupOptions): Promise<BackupResult> {
  const { file, version, migrationsFolder } = options
  if (!options.mayOverwrite && existsSync(file)) {
    throw new BackupFault(`${file} is there already. Name another file, or overwrite it with --overwrite.`)
  }
  const database = await openForBackup(options.installation)
  const sql = openForCopy(database.url)
  let isWhole = false
  try {
    if (!(await isMigrated(sql)))
      throw new BackupFault('The database holds no Freshet yet: start it once, or check DATABASE_URL.')
    const { contents, sizeBytes } = await withSnapshot(sql, async (snapshot) => {
      const onProgress = (doneBytes: number) => options.onProgress(doneBytes, snapshot.contents.sizeBytes)
      return { contents: snapshot.contents, sizeBytes: await writeArchive(file, { version, snapshot, onProgress }) }
    })
    isWhole = true
    const { at, seq, migrations } = contents
    // Before an upgrade the programs may be newer than the database, whose audit they cannot write then.
    const canNote = isNewestSchema(migrationsFolder, migrations)
    return { file, sizeBytes, at, seq, keyIds: await noteBackup(database.url, { file, seq, at }, canNote) }
  } finally {
    // Rows that nobody takes any more would be waited for.
    await sql.end({ timeout: isWhole ? 5 : 0 })
    await database.close()
  }
}

/** A copy of everything is a thing to know of. */
async function noteBackup(
  url: string,
  details: { readonly file: string } & Pick<Contents, 'seq' | 'at'>,
  canNote: boolean,
): Promise<readonly string[]> {
  const pool = openDb(url, { maxConnections: 1 })
  try {
    const row = { projectId: null, actor: 'this machine', action: 'backups.create', details, ip: null }
    if (canNote) await pool.db.transaction((tx) => appendAudit(tx, row))
    return await listSealingKeys(pool.db)
  } finally {
    await pool.close()
  }
}
