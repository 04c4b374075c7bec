import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { NOW_MS } from '@/db/queries/now'
import { variantRank } from '@/db/queries/paths/entry-state'
import { selectRows } from '@/db/queries/select-rows'
import { COUNT_SUMS, type CountWindow, countSumsRow, inPlace, REQUEST_SUM } from '@/db/queries/usage/count-sums'
import { pathCountsIn } from '@/db/queries/usage/path-counts'

export type OverviewPlace = {
  readonly projectId: string
  readonly domain: string | undefined
  readonly deploymentId: string | undefined
}

/** Steps of a time series: `count` of them make the window, and each begins at a multiple of its length. */
type Steps = { readonly seconds: number; readonly count: number }

/**
 * Counts by step, oldest first, without gaps, the step under way last; and after them one row with `at_ms: null`: the
 * sums of the same length of time right before, so that a step that has only begun is compared with its like.
 */
export function readTimeSeries(db: Queryable, place: OverviewPlace, steps: Steps) {
  // Minutes are kept for some days only; steps of whole hours need none.
  const [table, instant] =
    steps.seconds % 3600 === 0 ? [sql`hour_counts`, sql`hour`] : [sql`minute_counts`, sql`minute`]
  return selectRows(
    db,
    countSumsRow.extend({ at_ms: z.number().nullable() }),
    sql`
      with span as (
        select
          date_bin(${`${steps.seconds} seconds`}::interval, now(), 'epoch') as last,
          date_bin(${`${steps.seconds} seconds`}::interval, now(), 'epoch')
            - ${`${steps.seconds * (steps.count - 1)} seconds`}::interval as first
      ),
      counted as (
        select
          case when ${instant} >= first then date_bin(${`${steps.seconds} seconds`}::interval, ${instant}, 'epoch') end as at,
          ${COUNT_SUMS}
        from ${table} cross join span
        where ${inPlace(place)} and ${instant} >= first - (now() - first) and ${instant} <= now()
        group by 1
      ),
      slots as (
        select generate_series(first, last, ${`${steps.seconds} seconds`}::interval) as at from span
        union all select null
      )
      select (extract(epoch from slots.at) * 1000)::float8 as at_ms, ${COUNT_SUMS}
      from slots left join counted on counted.at is not distinct from slots.at
      group by slots.at
      order by slots.at nulls last`,
  )
}

const selectorRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string() }),
  z.object({ kind: z.literal('prefix'), prefix: z.string() }),
  z.object({ kind: z.literal('tag'), tag: z.string() }),
  z.object({ kind: z.literal('all') }),
])

/** The newest purges, pins, ends of pins and moved domains since `sinceMs`, newest first, at most 200. */
export function readEvents(db: Queryable, place: OverviewPlace, sinceMs: number) {
  const reaches = (name: 'domain' | 'deployment_id', value: string | undefined) =>
    value === undefined ? sql`` : sql`and coalesce(${sql.identifier(name)}, ${value}) = ${value}`
  const within =
    place.domain === undefined
      ? sql``
      : sql`and (environment is null or environment =
          coalesce((select domains.environment from domains where host = ${place.domain}), 'preview'))`
  return selectRows(
    db,
    z.object({
      seq: z.number(),
      kind: z.enum(['purge', 'domain', 'pin', 'unpin']),
      mode: z.enum(['invalidate', 'delete']).nullable(),
      domain: z.string().nullable(),
      deployment_id: z.string().nullable(),
      selectors: z.array(selectorRow).nullable(),
      is_rollback: z.boolean(),
      actor: z.string(),
      reason: z.string().nullable(),
      at_ms: z.number(),
    }),
    sql`
      select
        seq::float8 as seq, kind, mode, domain, deployment_id, selectors, actor, reason,
        coalesce((pin ->> 'isRollback')::boolean, false) as is_rollback,
        (extract(epoch from created_at) * 1000)::float8 as at_ms
      from journal
      where project_id = ${place.projectId} and kind in ('purge', 'domain', 'pin', 'unpin') and part_of is null
        and created_at >= to_timestamp(${sinceMs}::float8 / 1000)
        ${within} ${reaches('domain', place.domain)} ${reaches('deployment_id', place.deploymentId)}
      order by journal.seq desc
      limit 200`,
  )
}

const troubleRow = z.object({ domain: z.string(), path: z.string() })

/** Paths whose last regeneration failed, newest failure first. */
export function readFailedPaths(db: Queryable, place: OverviewPlace, limit: number) {
  return selectRows(
    db,
    troubleRow.extend({ message: z.string() }),
    sql`
      select domain, path, coalesce((array_agg(failure order by failed_at_ms desc))[1], '') as message
      from entry_groups join entries on entries.group_id = entry_groups.id
      where retry_at_ms is not null and failed_at_ms is not null and ${inPlace(place)}
      group by domain, path
      order by max(failed_at_ms) desc, domain, path
      limit ${limit}`,
  )
}

/** Entries that are counted by their paths, the first by place; of more, `is_least` says so. */
const COUNTED = 10_000
/** Of more entries, so many of the paths most asked for are looked at for their variants. */
const BUSIEST = 500

/**
 * How many paths have entries; which of them have at least `manyVariants` entries, most first; those whose visitors were answered with
 * an error (5xx) in the window, at least `minShare` of them, most errors first; and those for which more units were written than
 * requests came, most written first. Of more entries than are counted, paths with many of them are looked for among the first, and
 * those most asked for. And how old what is stored of the paths most asked for is, the median over their requests. The window is read
 * once for all.
 */
export async function readPathTroubles(
  db: Queryable,
  place: OverviewPlace,
  args: {
    readonly window: CountWindow
    readonly manyVariants: number
    readonly minShare: number
    readonly minWriteUnits: number
    readonly limit: number
  },
) {
  const { window, manyVariants, limit } = args
  const crowdedRow = troubleRow.extend({ entry_count: z.number() })
  const visitedRow = troubleRow.extend({ errors: z.number(), write_units: z.number(), requests: z.number() })
  const [row] = await selectRows(
    db,
    z.object({
      path_count: z.number(),
      is_least: z.boolean(),
      crowded: z.array(crowdedRow),
      erring: z.array(visitedRow),
      write_heavy: z.array(visitedRow),
      served_age: z.object({ median_ms: z.number(), path_count: z.number() }).nullable(),
    }),
    sql`
      with first_ones as materialized (
        select domain, deployment_id, path from entries where ${inPlace(place)}
        order by domain, deployment_id, path limit ${COUNTED + 1}
      ),
      held as materialized (select count(*) as entry_count from first_ones),
      paths as materialized (
        select domain, deployment_id, path, count(*) as entry_count from first_ones group by domain, deployment_id, path
      ),
      visited as materialized (
        select domain, deployment_id, path, sum(errors) as errors, sum(write_units) as write_units, ${REQUEST_SUM} as requests
        from ${pathCountsIn(window, inPlace(place))}
        group by domain, deployment_id, path
      ),
      ${crowdedPaths(place, manyVariants)},
      crowded as (
        select domain, path, max(entry_count) as entry_count from looked_at
        group by domain, path order by entry_count desc, domain, path limit ${limit}
      ),
      ${troubledPaths(args)},
      ${servedAges(place)}
      select
        (select count(*) from paths)::int as path_count,
        (select entry_count > ${COUNTED} from held) as is_least,
        (select coalesce(jsonb_agg(crowded order by entry_count desc, domain, path), '[]') from crowded) as crowded,
        (select coalesce(jsonb_agg(erring order by errors desc, domain, path), '[]') from erring) as erring,
        (select coalesce(jsonb_agg(write_heavy order by write_units desc, domain, path), '[]') from write_heavy) as write_heavy,
        (select to_jsonb(median) from median) as served_age`,
  )
  return row ?? { path_count: 0, is_least: false, crowded: [], erring: [], write_heavy: [], served_age: null }
}

/** `looked_at`: paths with at least so many entries, each of a deployment. */
function crowdedPaths(place: OverviewPlace, manyVariants: number): SQL {
  return sql`
    busy as (
      select domain, deployment_id, path from visited
      where (select entry_count > ${COUNTED} from held)
      order by requests desc limit ${BUSIEST}
    ),
    counted as (
      select domain, deployment_id, path, entry_count from paths
      union all
      select busy.domain, busy.deployment_id, busy.path, (
        select count(*) from entries
        where entries.project_id = ${place.projectId} and entries.domain = busy.domain
          and entries.deployment_id = busy.deployment_id and entries.path = busy.path
      ) from busy
    ),
    looked_at as (select * from counted where entry_count >= ${manyVariants})`
}

/** `erring` and `write_heavy`, of a path on all its deployments. */
function troubledPaths({
  minShare,
  minWriteUnits,
  limit,
}: {
  minShare: number
  minWriteUnits: number
  limit: number
}): SQL {
  return sql`
    troubled as materialized (
      select domain, path, sum(errors)::float8 as errors, sum(write_units)::float8 as write_units, sum(requests)::float8 as requests
      from visited group by domain, path
    ),
    erring as (
      select * from troubled where errors > 0 and errors >= ${minShare} * requests
      order by errors desc, domain, path limit ${limit}
    ),
    write_heavy as (
      select * from troubled where write_units >= ${minWriteUnits} and write_units > requests
      order by write_units desc, domain, path limit ${limit}
    )`
}

/** `median`: of the pages of the paths most asked for, weighted by how often they were. */
function servedAges({ projectId }: OverviewPlace): SQL {
  return sql`
    aged as (
      select asked.requests, greatest(${NOW_MS} - stored.generated_at_ms, 0)::float8 as age_ms
      from (select * from visited where requests > 0 order by requests desc limit ${BUSIEST}) asked
      cross join lateral (
        select generated_at_ms from entries
        where entries.project_id = ${projectId} and entries.domain = asked.domain
          and entries.deployment_id = asked.deployment_id and entries.path = asked.path
        order by ${variantRank(sql`variant`)}, length(query) limit 1
      ) stored
    ),
    summed as (
      select age_ms, sum(requests) over (order by age_ms) as upto, sum(requests) over () as total, count(*) over () as path_count
      from aged
    ),
    median as (
      select age_ms as median_ms, path_count from summed where upto * 2 >= total order by age_ms limit 1
    )`
}
