import type { Queryable } from '@/db/client'
import { listNearTags } from '@/db/queries/tag-list'
import { nearestNames } from '@/lib/ops/purges/nearest'

/** Tags that are compared with the wished one, of each kind that is asked for. */
const COMPARED = 1_500
const NEAREST = 5

/** The names nearest to one that no entry carries, nearest first. */
export async function nearestTags(
  db: Queryable,
  { projectId, wished }: { readonly projectId: string; readonly wished: string },
): Promise<string[]> {
  const known = await listNearTags(db, { projectId, near: wished, limit: COMPARED })
  return nearestNames(wished, known, NEAREST)
}
