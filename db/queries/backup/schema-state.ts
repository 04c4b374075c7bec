import type { Sql } from 'postgres'
import { isMigrated, isNewestSchema } from '@/db/queries/backup/restore'

/** Which schema a database has, beside the migrations of a program: none of Freshet, the same, or that of another version. */
export async function readSchemaState(
  sql: Pick<Sql, 'unsafe'>,
  migrationsFolder: string,
): Promise<'none' | 'same' | 'other'> {
  if (!(await isMigrated(sql))) return 'none'
  const applied = await sql.unsafe<{ hash: string }[]>(
    'select hash from drizzle.__drizzle_migrations order by created_at, id',
  )
  const hashes = applied.map(({ hash }) => hash)
  return isNewestSchema(migrationsFolder, hashes) ? 'same' : 'other'
}
