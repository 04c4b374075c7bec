import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { containing } from '@/db/queries/paths/path-list'
import { selectRows } from '@/db/queries/select-rows'
import { type CountWindow, REQUEST_SUM } from '@/db/queries/usage/count-sums'
import { pathCountsIn } from '@/db/queries/usage/path-counts'

export type TagFilter = {
  readonly projectId: string
  readonly window: CountWindow
  readonly search: string | undefined
  readonly path: string | undefined
  readonly sort: 'requests' | 'tag' | 'entries' | 'fired'
  readonly order: 'asc' | 'desc'
  readonly page: number
  readonly pageSize: number
}

/** Paths, the most visited of the window, whose tags are looked up. */
const VISITED = 2_000
/** Newest purges that are looked through for what was fired. */
const PURGES = 2_000
/** Tags are counted so far. */
export const COUNTED_TAGS = 20_000

const listedTag = z.object({ tag: z.string(), entry_count: z.number(), requests: z.number() })

/**
 * One page of the tags that entries of the project carry, in order. Visits and purges are read once, of tags no more than the page
 * needs: those that were visited or fired, and the first of the others by an index.
 */
export async function listTagPlaces(db: Queryable, filter: TagFilter) {
  const [row] = await selectRows(
    db,
    z.object({
      total: z.number(),
      visited_count: z.number(),
      requests: z.number(),
      tags: z.array(listedTag),
    }),
    sql`
      with ${visited(filter)},
      fired as (${fired(filter)}),
      listed as (${listedTags(filter)})
      select
        (select count(*) from (select from tag_counts where ${matching(filter)} limit ${COUNTED_TAGS + 1}) counted)::int as total,
        (select count(*) from visited)::int as visited_count,
        (select coalesce(sum(requests), 0) from visited)::float8 as requests,
        (
          select coalesce(json_agg(page), '[]') from (
            select tag, entry_count::float8 as entry_count, coalesce(requests, 0)::float8 as requests
            from listed left join tag_traffic using (tag) left join fired using (tag)
            order by ${sortedBy(filter)}
            limit ${filter.pageSize} offset ${(filter.page - 1) * filter.pageSize}
          ) page
        ) as tags`,
  )
  return row ?? { total: 0, visited_count: 0, requests: 0, tags: [] }
}

/** How many paths of the window were asked for their tags: all, or (`null` is all) the most visited. */
export function sampledOf(visitedCount: number): number | null {
  return visitedCount > VISITED ? VISITED : null
}

/** `tag_traffic`: requests of the window on the paths with each tag, of the most visited paths. */
function visited({ projectId, window }: Pick<TagFilter, 'projectId' | 'window'>): SQL {
  return sql`
    visited as materialized (
      select domain, deployment_id, path, ${REQUEST_SUM} as requests
      from ${pathCountsIn(window, sql`project_id = ${projectId}`)}
      group by domain, deployment_id, path
    ),
    hot as materialized (select * from visited order by requests desc limit ${VISITED}),
    tag_traffic as materialized (
      select tag, sum(requests) as requests
      from hot cross join lateral (
        select distinct unnest(tags) as tag from (
          select tags from entries
          where entries.project_id = ${projectId} and entries.domain = hot.domain
            and entries.deployment_id = hot.deployment_id and entries.path = hot.path
          -- One look-up for each of them, however many entries there are.
          offset 0
        ) found
      ) tagged
      group by tag
    )`
}

/** Of each tag that the newest purges named: the number of the last one. */
function fired({ projectId }: Pick<TagFilter, 'projectId'>): SQL {
  return sql`
  select selector ->> 'tag' as tag, max(seq) as seq
  from (
    select seq, selectors from journal
    where project_id = ${projectId} and kind = 'purge' order by seq desc limit ${PURGES}
  ) newest cross join lateral jsonb_array_elements(selectors) selector
  where selector ->> 'kind' = 'tag' group by selector ->> 'tag'`
}

/** What the page is cut from. Those that matter first in this order are few; of the others as many as it could show. */
function listedTags(filter: TagFilter): SQL {
  const all = sql`select tag, entry_count from tag_counts where ${matching(filter)}`
  const shown = filter.page * filter.pageSize
  if (filter.sort === 'tag' || filter.sort === 'entries') {
    return sql`${all} order by ${sortedBy(filter)} limit ${shown}`
  }
  // What a search or a path leaves is found by an index of its own.
  const isNarrowed = filter.search !== undefined || filter.path !== undefined
  if (filter.order === 'asc' || isNarrowed) return all
  const first = sql.identifier({ requests: 'tag_traffic', fired: 'fired' }[filter.sort])
  return sql`
    (${all} and tag in (select tag from ${first}))
    union
    (${all} order by entry_count desc nulls last, tag
      limit ${shown} + (select count(*) from ${first}))`
}

function matching({ projectId, search, path }: TagFilter): SQL {
  const found = search === undefined ? sql`` : sql`and tag ilike ${containing(search)}`
  const ofPath =
    path === undefined
      ? sql``
      : sql`and tag in (select unnest(tags) from entries where entries.project_id = ${projectId} and entries.path = ${path})`
  return sql`project_id = ${projectId} and entry_count > 0 ${found} ${ofPath}`
}

function sortedBy({ sort, order }: TagFilter): SQL {
  const direction = sql.raw(order)
  const last = sql`entry_count desc nulls last, tag`
  switch (sort) {
    case 'requests':
      return sql`coalesce(requests, 0) ${direction}, ${last}`
    case 'fired':
      return sql`fired.seq ${direction} nulls last, ${last}`
    case 'entries':
      return order === 'desc' ? last : sql`entry_count, tag`
    case 'tag':
      return sql`tag ${direction}`
  }
}

/** What one tag counts for, whether or not anything carries it. */
export async function readTagTraffic(
  db: Queryable,
  args: { readonly projectId: string; readonly window: CountWindow; readonly tag: string },
) {
  const [row] = await selectRows(
    db,
    z.object({ visited_count: z.number(), all_requests: z.number(), requests: z.number(), entry_count: z.number() }),
    sql`
      with ${visited(args)}
      select
        (select count(*) from visited)::int as visited_count,
        (select coalesce(sum(requests), 0) from visited)::float8 as all_requests,
        coalesce((select requests from tag_traffic where tag = ${args.tag}), 0)::float8 as requests,
        coalesce((
          select entry_count from tag_counts where project_id = ${args.projectId} and tag = ${args.tag}
        ), 0)::float8 as entry_count`,
  )
  return row ?? { visited_count: 0, all_requests: 0, requests: 0, entry_count: 0 }
}

/** The paths with the tag, most asked for first, then some that nobody asked for. */
export function listTaggedPaths(
  db: Queryable,
  args: { readonly projectId: string; readonly window: CountWindow; readonly tag: string; readonly limit: number },
) {
  const { projectId, window, tag, limit } = args
  return selectRows(
    db,
    z.object({ domain: z.string(), deployment_id: z.string(), path: z.string(), requests: z.number() }),
    sql`
      with visited as materialized (
        select domain, deployment_id, path, ${REQUEST_SUM} as requests
        from ${pathCountsIn(window, sql`project_id = ${projectId}`)}
        group by domain, deployment_id, path order by requests desc limit ${VISITED}
      ),
      asked_for as (
        select visited.* from visited where exists (
          select from entries
          where entries.project_id = ${projectId} and entries.domain = visited.domain
            and entries.deployment_id = visited.deployment_id and entries.path = visited.path
            and entries.tags @> array[${tag}]::text[]
        )
        order by requests desc, path limit ${limit}
      ),
      carriers as (
        select distinct domain, deployment_id, path from (
          select domain, deployment_id, path from entries
          where project_id = ${projectId} and tags @> array[${tag}]::text[] limit ${limit * 10}
        ) few
      )
      select domain, deployment_id, path, coalesce(requests, 0)::float8 as requests
      from carriers full join asked_for using (domain, deployment_id, path)
      order by coalesce(requests, 0) desc, path, domain limit ${limit}`,
  )
}

/** Names of tags of the project beside this one in their order, and those that reach most: at most `limit` of each. */
export async function listNearTags(
  db: Queryable,
  args: { readonly projectId: string; readonly near: string; readonly limit: number },
): Promise<readonly string[]> {
  const { projectId, near, limit } = args
  const some = (rest: SQL) =>
    sql`(select tag from tag_counts where project_id = ${projectId} and entry_count > 0 ${rest} limit ${limit})`
  const rows = await selectRows(
    db,
    z.object({ tag: z.string() }),
    sql`
      select distinct tag from (
        ${some(sql`and tag >= ${near} order by tag`)}
        union all ${some(sql`and tag < ${near} order by tag desc`)}
        union all ${some(sql`order by entry_count desc nulls last, tag`)}
      ) few`,
  )
  return rows.map(({ tag }) => tag)
}
