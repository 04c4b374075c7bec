import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '@/db/client'
import { LOCKS } from '@/db/queries/locks'
import { selectRows } from '@/db/queries/select-rows'

/** Changes that are added up at a time. */
const AT_ONCE = 50_000

/**
 * Adds up the noted changes of tags, at most so many, after whoever does so now: whoever reads next sees what both added up.
 * Resolves to how many changes there were. Numbers are drawn in the order of what they tell, so what an entry lost is never
 * added up before what it got.
 */
export function foldTagChanges(db: Db, atOnce = AT_ONCE): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.foldTags})`)
    const [folded] = await selectRows(
      tx,
      z.object({ changes: z.number(), emptied: z.array(z.object({ project_id: z.string(), tag: z.string() })) }),
      sql`
        with gone as (
          delete from tag_changes where id in (select id from tag_changes order by id limit ${atOnce})
          returning project_id, tag, change
        ),
        added as (
          insert into tag_counts (project_id, tag, entry_count)
          select project_id, tag, sum(change) from gone group by project_id, tag having sum(change) <> 0
          on conflict (project_id, tag) do update set entry_count = tag_counts.entry_count + excluded.entry_count
          returning project_id, tag, entry_count
        )
        select
          (select count(*) from gone)::int as changes,
          coalesce(
            (select jsonb_agg(jsonb_build_object('project_id', project_id, 'tag', tag)) from added where entry_count = 0), '[]'
          ) as emptied`,
    )
    const { changes = 0, emptied = [] } = folded ?? {}
    if (emptied.length > 0) {
      await tx.execute(sql`
        delete from tag_counts
        using jsonb_to_recordset(${JSON.stringify(emptied)}::jsonb) as emptied (project_id text, tag text)
        where tag_counts.project_id = emptied.project_id and tag_counts.tag = emptied.tag and entry_count = 0`)
    }
    return changes
  })
}
