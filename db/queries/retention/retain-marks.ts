import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

/** The newest purge of a mark. */
const NEWEST = sql`greatest(marks.invalidated_seq, marks.deleted_seq, (
  select max((deadline ->> 'seq')::bigint) from jsonb_array_elements(marks.deadlines) as deadline))`

/**
 * Forgets marks of a project that nothing kept is older than: no entry, no regeneration in the history of a page, no value, no
 * build whose pages are not stored yet. `settledSinceMs`: purges since then stay, for renders that were under way and for
 * whoever undoes them. Resolves to how many.
 */
export async function deletePassedMarks(
  db: Queryable,
  args: { readonly projectId: string; readonly settledSinceMs: number; readonly limit: number },
): Promise<number> {
  const { projectId, settledSinceMs, limit } = args
  const prefix = `${projectId.length}:${projectId}`
  const rows = await selectRows(
    db,
    z.object({ key: z.string() }),
    sql`
      with oldest as (
        select least(
          (select min(stamp) from entries where project_id = ${projectId}),
          (select min(generations.stamp) from generations
            where exists (select from entries where entries.group_id = generations.group_id and project_id = ${projectId})),
          (select min(stamp) from cached_values where project_id = ${projectId}),
          (select min(created_seq) from deployments where project_id = ${projectId} and state <> 'deleted'),
          (select coalesce(max(seq), 0) from journal
            where project_id = ${projectId} and created_at <= to_timestamp(${settledSinceMs}::float8 / 1000))
        ) as stamp
      )
      delete from marks where key in (
        select key from marks, oldest where starts_with(key, ${prefix}) and ${NEWEST} <= oldest.stamp
        order by key limit ${limit} for update of marks skip locked)
      and ${NEWEST} <= (select stamp from oldest)
      returning key`,
  )
  return rows.length
}
