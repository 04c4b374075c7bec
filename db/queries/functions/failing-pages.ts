import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'
import { inPlace } from '@/db/queries/usage/count-sums'

/** Pages whose last regeneration failed, the newest failure first, each with when what is stored of it was made. */
export function readFailingPages(
  db: Queryable,
  place: {
    readonly projectId: string
    readonly domain?: string | undefined
    readonly deploymentId?: string | undefined
  },
  limit: number,
) {
  return selectRows(
    db,
    z.object({
      domain: z.string(),
      deployment_id: z.string(),
      path: z.string(),
      route: z.string(),
      message: z.string(),
      failed_at_ms: z.number().nullable(),
      retry_at_ms: z.number().nullable(),
      generated_at_ms: z.number(),
    }),
    sql`
      select * from (
        select distinct on (failing.id)
          domain, deployment_id, path, route, coalesce(failure, '') as message, failed_at_ms::float8 as failed_at_ms,
          retry_at_ms::float8 as retry_at_ms, generated_at_ms::float8 as generated_at_ms
        from (select * from entry_groups where retry_at_ms is not null) failing
        join entries on entries.group_id = failing.id
        where ${inPlace(place)}
        order by failing.id, variant
      ) failing
      order by failed_at_ms desc nulls last, domain, path limit ${limit}`,
  )
}
