import type { Queryable } from '@/db/client'
import { listNearTags } from '@/db/queries/tags/tag-list'
import { nearestNames } from '@/lib/ops/purges/nearest'

/** Tags that are compared with the one asked for, of each kind that is asked for. */
const COMPARED = 1_500
const NEAREST = 5

/** The names nearest to one that no entry carries, nearest first. */
export async function nearestTags(
  db: Queryable,
  { projectId, wanted }: { readonly projectId: string; readonly wanted: string },
): Promise<string[]> {
  const known = await listNearTags(db, { projectId, near: wanted, limit: COMPARED })
  return nearestNames(wanted, known, NEAREST)
}
