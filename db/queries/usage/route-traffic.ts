import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'
import { inPlace } from '@/db/queries/usage/count-sums'
import { pathCountsBetween } from '@/db/queries/usage/path-counts'

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

/**
 * Requests of a route that a cache may answer: of the most visited paths by hour, and of all paths together. Which those are is
 * told by days, and of these alone hours are read.
 */
export async function readRouteTraffic(
  db: Queryable,
  ask: RouteTrafficAsk & { readonly nowMs: number; readonly limit: number },
) {
  const [row] = await selectRows(
    db,
    z.object({ path_count: z.number(), requests: z.number(), paths: z.array(pathTraffic) }),
    sql`
      with visited as materialized (
        select domain, path, sum(${CACHEABLE}) as requests
        from ${pathCountsBetween(ask, ask.nowMs, ofRoute(ask))}
        group by domain, path having sum(${CACHEABLE}) > 0
      ),
      firsts as materialized (select domain, path from visited order by requests desc, domain, path limit ${ask.limit}),
      hours as (
        select domain, path, hour, sum(${CACHEABLE}) as requests, sum(read_units) as read_units, sum(write_units) as write_units
        from firsts cross join lateral (
          select hour, hit, prerender, stale, revalidated, miss, read_units, write_units from path_hours
          where ${ofRoute(ask)} and hour >= ${at(ask.fromMs)} and hour < ${at(ask.untilMs)}
            and path_hours.domain = firsts.domain and path_hours.path = firsts.path
          -- Each found by its index: together they are few of all.
          offset 0
        ) found
        group by domain, path, hour
      ),
      told as (
        select domain, path, sum(requests)::float8 as requests,
          sum(read_units)::float8 as read_units, sum(write_units)::float8 as write_units,
          array_agg((extract(epoch from hour - ${at(ask.fromMs)}) / 3600)::int order by hour) as hours,
          array_agg(requests::float8 order by hour) as counts
        from hours group by domain, path
      )
      select
        (select count(*) from visited)::float8 as path_count,
        (select coalesce(sum(requests), 0) from visited)::float8 as requests,
        (select coalesce(jsonb_agg(told order by requests desc, domain, path), '[]') from told) as paths`,
  )
  return row ?? { path_count: 0, requests: 0, paths: [] }
}

/** The first hour of the window in which anything of the project was counted; `null`: nothing was. */
export async function readFirstCountedMs(
  db: Queryable,
  { projectId, domain, fromMs, untilMs }: Omit<RouteTrafficAsk, 'route'>,
): Promise<number | null> {
  const [row] = await selectRows(
    db,
    z.object({ first_ms: z.number().nullable() }),
    sql`
      select (extract(epoch from min(hour)) * 1000)::float8 as first_ms from path_hours
      where ${inPlace({ projectId, domain })} and hour >= ${at(fromMs)} and hour < ${at(untilMs)}`,
  )
  return row?.first_ms ?? null
}

const CACHEABLE = sql`hit + prerender + stale + revalidated + miss`

/** Intervals of what is stored of a route, in seconds, with how many entries have each; `null`: until it is purged. */
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

function ofRoute({ projectId, route, domain }: RouteTrafficAsk): SQL {
  return sql`project_id = ${projectId} and route = ${route} ${domain === undefined ? sql`` : sql`and domain = ${domain}`}`
}

function at(ms: number): SQL {
  return sql`to_timestamp(${ms}::float8 / 1000)`
}
