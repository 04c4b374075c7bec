import { desc, eq, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { failedCalls } from '@/db/schema/failed-calls'

/** Failed calls of one project that are kept. */
export const KEPT_FAILED_CALLS = 100

export type NewFailedCall = Omit<typeof failedCalls.$inferInsert, 'failedAt'>

/** Keeps a failed call; the oldest of its project makes place for it. */
export async function insertFailedCall(db: Queryable, call: NewFailedCall): Promise<void> {
  await db.insert(failedCalls).values(call).onConflictDoNothing()
  await db.execute(sql`
    delete from ${failedCalls} where project_id = ${call.projectId} and invocation_id in (
      select invocation_id from ${failedCalls} where project_id = ${call.projectId}
      order by failed_at desc, invocation_id offset ${KEPT_FAILED_CALLS})`)
}

/** The failed calls of a project that are kept, newest first. */
export function listFailedCalls(db: Queryable, args: { readonly projectId: string; readonly limit: number }) {
  return db
    .select()
    .from(failedCalls)
    .where(eq(failedCalls.projectId, args.projectId))
    .orderBy(desc(failedCalls.failedAt), failedCalls.invocationId)
    .limit(args.limit)
}
