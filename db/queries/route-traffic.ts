import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

export type RouteTrafficAsk = {
  readonly projectId: string
  readonly route: string
  readonly domain: string | undefined
  /** Whole hours. */
  readonly fromMs: number
  readonly untilMs: number
}

const pathTraffic = z.object({
  domain: z.string(),
  path: z.string(),
  requests: z.number(),
  read_units: z.number(),
  write_units: z.number(),
  /** Hours since the beginning of the window in which somebody asked, and how often; in the same order. */
  hours: z.array(z.number()),
  counts: z.array(z.number()),
})

/** Paths of a route by hour, the most visited first, with the requests that a cache may answer. */
export function readRouteTraffic(db: Queryable, ask: RouteTrafficAsk & { readonly limit: number }) {
  return selectRows(
    db,
    pathTraffic,
    sql`
      with hours as (
        select domain, path, hour, sum(${CACHEABLE}) as requests, sum(read_units) as read_units, sum(write_units) as write_units
        from path_hours where ${within(ask)}
        group by domain, path, hour
      )
      select domain, path, sum(requests)::float8 as requests,
        sum(read_units)::float8 as read_units, sum(write_units)::float8 as write_units,
        array_agg((extract(epoch from hour - to_timestamp(${ask.fromMs}::float8 / 1000)) / 3600)::int order by hour) as hours,
        array_agg(requests::float8 order by hour) as counts
      from hours group by domain, path having sum(requests) > 0
      order by sum(requests) desc, domain, path limit ${ask.limit}`,
  )
}

const CACHEABLE = sql`hit + prerender + stale + revalidated + miss`

/** All of a route in the window: paths, and the requests that a cache may answer. */
export async function readRouteSums(db: Queryable, ask: RouteTrafficAsk) {
  const [row] = await selectRows(
    db,
    z.object({ path_count: z.number(), requests: z.number() }),
    sql`select count(distinct (domain, path))::float8 as path_count, coalesce(sum(${CACHEABLE}), 0)::float8 as requests
      from path_hours where ${within(ask)}`,
  )
  return row ?? { path_count: 0, requests: 0 }
}

/** Intervals of what is stored of a route, in seconds, with how many entries have each; `null`: until told. */
export function readRouteIntervals(db: Queryable, ask: Pick<RouteTrafficAsk, 'projectId' | 'route' | 'domain'>) {
  const domain = ask.domain === undefined ? sql`` : sql`and entries.domain = ${ask.domain}`
  return selectRows(
    db,
    z.object({ seconds: z.number().nullable(), entry_count: z.number(), stored_bytes: z.number() }),
    sql`
      select round((stale_at_ms - generated_at_ms) / 1000.0)::float8 as seconds, count(*)::float8 as entry_count,
        avg(stored_bytes)::float8 as stored_bytes
      from (
        select * from entries where project_id = ${ask.projectId} and route = ${ask.route} ${domain}
        order by generated_at_ms desc limit 2000
      ) entries join versions on versions.id = entries.version_id
      group by 1 order by 2 desc`,
  )
}

function within({ projectId, route, domain, fromMs, untilMs }: RouteTrafficAsk) {
  return sql`project_id = ${projectId} and route = ${route}
    ${domain === undefined ? sql`` : sql`and domain = ${domain}`}
    and hour >= to_timestamp(${fromMs}::float8 / 1000) and hour < to_timestamp(${untilMs}::float8 / 1000)`
}
