import { desc, eq, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { entries, regenerationFailures } from '@/db/schema/entries'

/** Failures of one group that are kept. */
export const KEPT_FAILURES = 20

export type NewFailure = typeof regenerationFailures.$inferInsert

/**
 * Adds a failed regeneration to the timeline of its group, where something is stored of it: what never came to be has no
 * timeline, and made-up paths must not fill the table. The oldest one makes place for it.
 */
export async function insertFailure(db: Queryable, failure: NewFailure): Promise<void> {
  const { groupId, failedAtMs, begunAtMs, cause, status = null, message, invocationId } = failure
  await db.execute(sql`
    with added as (
      insert into ${regenerationFailures}
        (group_id, failed_at_ms, begun_at_ms, cause, status, message, invocation_id)
      select ${groupId}, ${failedAtMs}::bigint, ${begunAtMs}::bigint, ${cause}, ${status}::integer, ${message}, ${invocationId}
      where exists (select from ${entries} where ${entries.groupId} = ${groupId})
      on conflict do nothing
    )
    delete from ${regenerationFailures}
    where group_id = ${groupId} and (failed_at_ms, invocation_id) in (
      select failed_at_ms, invocation_id from ${regenerationFailures} where group_id = ${groupId}
      order by failed_at_ms desc, invocation_id desc offset ${KEPT_FAILURES - 1})`)
}

/** The failed regenerations of a group that are kept, newest first. */
export function listFailures(db: Queryable, groupId: string) {
  return db
    .select()
    .from(regenerationFailures)
    .where(eq(regenerationFailures.groupId, groupId))
    .orderBy(desc(regenerationFailures.failedAtMs), desc(regenerationFailures.invocationId))
}
