import type { Queryable } from '@/db/client'
import { findJournalKind, findPurge, type PurgeRow } from '@/db/queries/purges/purges'
import { OpError } from '@/lib/ops/errors'
import type { Project } from '@/lib/ops/require-project'

/** The purge of that number, if it is one of the project's. */
export async function requirePurge(db: Queryable, project: Project, seq: number): Promise<PurgeRow> {
  const purge = await findPurge(db, { projectId: project.id, seq })
  if (purge !== undefined) return purge
  const kind = await findJournalKind(db, { projectId: project.id, seq })
  if (kind === 'undo') {
    const message = `Number ${seq} is an undo, and not a purge: purge again to take it back.`
    throw new OpError('invalid', message)
  }
  throw new OpError('not_found', `The project “${project.name}” has no purge ${seq}. The journal lists those it has.`)
}
