import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

/** What values of each project hold, and how much they may. */
export function readValueBytes(db: Queryable) {
  return selectRows(
    db,
    z.object({ project_id: z.string(), bytes: z.number(), budget: z.number() }),
    sql`
      select projects.id as project_id, held.bytes, projects.value_budget_bytes::float8 as budget
      from projects join (
        select project_id, sum(octet_length(bytes))::float8 as bytes from cached_values group by project_id
      ) held on held.project_id = projects.id`,
  )
}

/** Forgets at most `limit` values that have expired, or that were made before `madeBeforeMs`. Resolves to how many. */
export async function deletePassedValues(
  db: Queryable,
  args: { readonly nowMs: number; readonly madeBeforeMs: number; readonly limit: number },
): Promise<number> {
  const { nowMs, madeBeforeMs, limit } = args
  const rows = await selectRows(
    db,
    z.object({ id: z.string() }),
    sql`
      with doomed as (
        select id from cached_values where expires_at_ms <= ${nowMs} or made_at_ms <= ${madeBeforeMs}
        limit ${limit} for update skip locked
      )
      delete from cached_values using doomed where cached_values.id = doomed.id returning cached_values.id`,
  )
  return rows.length
}

/** The bytes of the values of a project that nobody has made or read for longest, in the order in which they would go. */
export function readOldestValues(
  db: Queryable,
  { projectId, limit }: { readonly projectId: string; readonly limit: number },
) {
  return selectRows(
    db,
    z.object({ bytes: z.number() }),
    sql`
      select octet_length(bytes) as bytes from cached_values where project_id = ${projectId}
      order by greatest(made_at_ms, read_at_ms), id limit ${limit}`,
  )
}

/** Forgets values of a project that nobody has made or read for longest, at most `limit`. Resolves to the bytes of each. */
export async function deleteLeastReadValues(
  db: Queryable,
  args: { readonly projectId: string; readonly limit: number; readonly excessBytes: number },
): Promise<number[]> {
  const { projectId, limit, excessBytes } = args
  const rows = await selectRows(
    db,
    z.object({ bytes: z.number() }),
    sql`
      with oldest as (
        select id, octet_length(bytes) as size_bytes, greatest(made_at_ms, read_at_ms) as used_at_ms
        from cached_values where project_id = ${projectId}
        order by used_at_ms, id limit ${limit}
      ),
      summed as (
        select id, used_at_ms, sum(size_bytes) over (order by used_at_ms, id) - size_bytes as before_it from oldest
      ),
      doomed as (
        select cached_values.id from cached_values join summed using (id)
        where before_it < ${excessBytes} and greatest(made_at_ms, read_at_ms) = used_at_ms
        order by id for update of cached_values skip locked
      )
      delete from cached_values using doomed where cached_values.id = doomed.id
      returning octet_length(bytes) as bytes`,
  )
  return rows.map(({ bytes }) => bytes)
}

/** Notes that a value was read, unless that is noted of the last day. */
export async function noteValueRead(
  db: Queryable,
  read: { readonly id: string; readonly nowMs: number; readonly unlessSinceMs: number },
): Promise<void> {
  await db.execute(sql`
    update cached_values set read_at_ms = ${read.nowMs}
    where id = ${read.id} and coalesce(read_at_ms, 0) < ${read.unlessSinceMs}`)
}
