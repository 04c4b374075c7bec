import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { NOW_MS } from '@/db/queries/now'
import { selectRows } from '@/db/queries/select-rows'

/** This moment by the database's clock, in milliseconds since 1970. */
export async function readNowMs(db: Queryable): Promise<number> {
  const [row] = await selectRows(db, z.object({ now_ms: z.number() }), sql`select ${NOW_MS}::float8 as now_ms`)
  if (row === undefined) throw new Error('The database did not tell the time.')
  return row.now_ms
}

/** The first day on which anything was counted of these projects, of those that are kept; `null`: none. */
export async function readFirstDay(db: Queryable, projectIds: readonly string[]): Promise<number | null> {
  const [row] = await selectRows(
    db,
    z.object({ day_ms: z.number().nullable() }),
    sql`select (extract(epoch from min(day)) * 1000)::float8 as day_ms from day_counts
      where project_id = any(${sql.param([...projectIds])})`,
  )
  return row?.day_ms ?? null
}
