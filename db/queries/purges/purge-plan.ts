import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { coveredBy, type PurgeReachArgs } from '@/db/queries/purges/purges'
import { selectRows } from '@/db/queries/select-rows'
import { REQUEST_SUM } from '@/db/queries/usage/count-sums'
import { pathCountsIn } from '@/db/queries/usage/path-counts'
import { entries, versions } from '@/db/schema/entries'

const coveredRow = z.object({
  entry_count: z.number(),
  group_count: z.number(),
  size_bytes: z.number(),
  stored_bytes: z.number(),
  write_units: z.number(),
  average_render_ms: z.number().nullable(),
  variants: z.array(z.object({ variant: z.string(), entry_count: z.number() })),
})

/** Groups whose last render is looked at to tell how long one takes. */
const TIMED_GROUPS = 500

/**
 * What the covered entries come to, or those of this share of their groups. Names of groups are hashes: a share of them, in their
 * order, is spread evenly over all, and what is refreshed together is in it together.
 */
export async function readCovered(db: Queryable, args: PurgeReachArgs, share = 1) {
  const inShare = share >= 1 ? sql`` : sql`and ${entries.groupId} < ${hashAt(share)}`
  const [row] = await selectRows(
    db,
    coveredRow,
    sql`
      with covered as materialized (
        select ${entries.groupId}, ${entries.variant}, ${entries.versionId}
        from ${entries} where ${coveredBy(args)} ${inShare}
      ),
      sized as (
        select covered.*, coalesce(${versions.sizeBytes}, 0) as size_bytes, coalesce(${versions.storedBytes}, 0) as stored_bytes
        from covered left join ${versions} on ${versions.id} = covered.version_id
      ),
      timed as (
        select avg(generations.ended_at_ms - generations.begun_at_ms)::float8 as average_ms
        from (select distinct group_id from covered order by group_id limit ${TIMED_GROUPS}) few
        join entry_groups on entry_groups.id = few.group_id
        join generations on generations.id = entry_groups.current_generation_id
        where generations.cause <> 'build'
      )
      select
        count(*)::int as entry_count,
        count(distinct group_id)::int as group_count,
        coalesce(sum(size_bytes), 0)::float8 as size_bytes,
        coalesce(sum(stored_bytes), 0)::float8 as stored_bytes,
        coalesce(sum(greatest(1, ceil(stored_bytes / 8192.0))), 0)::float8 as write_units,
        (select average_ms from timed) as average_render_ms,
        coalesce((
          select jsonb_agg(jsonb_build_object('variant', variant, 'entry_count', entry_count) order by entry_count desc, variant)
          from (select variant, count(*)::int as entry_count from covered group by variant) by_variant
        ), '[]') as variants
      from sized`,
  )
  if (row === undefined) throw new Error('A sum without a row.')
  return row
}

/** The hash, in hexadecimal, below which this share of all hashes is. */
export function hashAt(share: number): string {
  const digits = 12
  return Math.floor(share * 16 ** digits)
    .toString(16)
    .padStart(digits, '0')
}

/** How many entries a purge covers; counting ends at `limit`. */
export async function countCovered(db: Queryable, args: PurgeReachArgs, limit?: number): Promise<number> {
  const bound = limit === undefined ? sql`` : sql`limit ${limit}`
  const [row] = await selectRows(
    db,
    z.object({ count: z.number() }),
    sql`select count(*)::int as count from (select from ${entries} where ${coveredBy(args)} ${bound}) covered`,
  )
  return row?.count ?? 0
}

/**
 * Requests of the last hour, all of the project's and those of each covered path, most first. Of the `limit` most visited
 * paths: `path_count` tells how many there are.
 */
export async function readCoveredTraffic(db: Queryable, args: PurgeReachArgs, limit: number) {
  const [row] = await selectRows(
    db,
    z.object({
      path_count: z.number(),
      requests: z.number(),
      covered: z.array(z.object({ domain: z.string(), path: z.string(), requests: z.number() })),
    }),
    sql`
      with visited as materialized (
        select domain, deployment_id, path, ${REQUEST_SUM}::float8 as requests
        from ${pathCountsIn('1h', sql`project_id = ${args.projectId}`)}
        group by domain, deployment_id, path
      ),
      hot as (select * from visited order by requests desc, domain, path limit ${limit}),
      covered as (
        select hot.domain, hot.path, sum(hot.requests) as requests
        from hot
        where exists (
          select from ${entries}
          where ${entries.domain} = hot.domain and ${entries.deploymentId} = hot.deployment_id
            and ${entries.path} = hot.path and ${coveredBy(args)}
        )
        group by hot.domain, hot.path
      )
      select
        (select count(*) from visited)::int as path_count,
        (select coalesce(sum(requests), 0) from visited)::float8 as requests,
        coalesce((select jsonb_agg(covered order by requests desc, domain, path) from covered), '[]') as covered`,
  )
  return row ?? { path_count: 0, requests: 0, covered: [] }
}

/** Which of these reaches cover anything, in their order. */
export async function readMatches(db: Queryable, reaches: readonly PurgeReachArgs[]): Promise<readonly boolean[]> {
  if (reaches.length === 0) return []
  const asked = reaches.map((reach) => sql`exists (select from ${entries} where ${coveredBy(reach)})`)
  const [row] = await selectRows(
    db,
    z.object({ matches: z.array(z.boolean()) }),
    sql`select array[${sql.join(asked, sql`, `)}] as matches`,
  )
  return row?.matches ?? []
}

/** Names of tags that some entries of the project carry: those of at most `limit` entries. */
export async function listSomeTags(db: Queryable, projectId: string, limit: number): Promise<readonly string[]> {
  const rows = await selectRows(
    db,
    z.object({ tag: z.string() }),
    sql`
      select distinct tag
      from (select tags from entries where project_id = ${projectId} limit ${limit}) few cross join unnest(tags) as tag`,
  )
  return rows.map(({ tag }) => tag)
}

/** Paths of the project beside this one in their order, and some others: at most `limit` of each. */
export async function listSomePaths(
  db: Queryable,
  args: { readonly projectId: string; readonly near: string; readonly limit: number },
): Promise<readonly string[]> {
  const { projectId, near, limit } = args
  const rows = await selectRows(
    db,
    z.object({ path: z.string() }),
    sql`
      select distinct path from (
        (select path from entries where project_id = ${projectId} and path ~>=~ ${near} order by path using ~<~ limit ${limit})
        union all
        (select path from entries where project_id = ${projectId} and path ~<~ ${near} order by path using ~>~ limit ${limit})
        union all
        (select path from entries where project_id = ${projectId} limit ${limit})
      ) few`,
  )
  return rows.map(({ path }) => path)
}
