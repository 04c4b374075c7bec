import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { coversOfMany } from '@/db/queries/paths/entry-covers'
import { type ENTRY_STATES, judged, PATH_STATE } from '@/db/queries/paths/entry-state'
import { pathPlaceRow } from '@/db/queries/paths/path-rows'
import { rarePart } from '@/db/queries/paths/rare-part'
import { selectRows } from '@/db/queries/select-rows'
import {
  CACHEABLE_SUM,
  type CountWindow,
  inPlace,
  REQUEST_SUM,
  SERVED_SUM,
  type Shown,
} from '@/db/queries/usage/count-sums'
import { pathCountsIn } from '@/db/queries/usage/path-counts'

export type PathFilter = {
  readonly projectId: string
  readonly window: CountWindow
  readonly domain: string | undefined
  readonly deploymentId: string | undefined
  /** Only of these deployments, each on its domain. */
  readonly shown: readonly Shown[] | undefined
  readonly state: (typeof ENTRY_STATES)[number] | 'none' | 'pinned' | undefined
  readonly route: string | undefined
  readonly tag: string | undefined
  readonly search: string | undefined
  readonly sort: keyof typeof SORT_VALUES
  readonly order: 'asc' | 'desc'
  readonly page: number
  readonly pageSize: number
}

/** What a page is sorted by. Older is more of age. Paths without the value come last in either order. */
const SORT_VALUES = {
  requests: sql`coalesce(traffic.requests, 0)`,
  path: sql`path collate "C"`,
  hit_ratio: sql`traffic.served::float8 / nullif(traffic.cacheable, 0)`,
  age: sql`-stored.generated_at_ms`,
  size: sql`stored.stored_bytes`,
  writes: sql`coalesce(traffic.write_units, 0)`,
} as const

/**
 * Of more entries than these a page is made of a part alone: those of the paths most asked for in the window, and the first
 * by path, of what fits tag, search and failure. So a page costs the same with a million entries as with these.
 */
const LOOKED_AT = 5_000
const BUSY_PATHS = 2_000
/** Paths by which it is told what of a searched text is rare. */
const SAMPLE = 200

/**
 * The places of one page, in order, and how many there are in all: every path that has entries or had requests in the
 * window; `isPartial` when not all were looked at. It reads the counts of the window once, and of the entries no more than
 * filter and sort need.
 */
export async function listPathPlaces(db: Queryable, filter: PathFilter) {
  const isLarge = await hasManyEntries(db, filter)
  const some = isLarge && filter.search !== undefined ? await somePaths(db, filter.projectId) : []
  const direction = sql.raw(filter.order)
  const [list] = await selectRows(
    db,
    z.object({ total: z.number(), is_partial: z.boolean(), places: z.array(pathPlaceRow) }),
    sql`
      with traffic as (
        select
          domain, deployment_id, path, min(route) as route,
          ${REQUEST_SUM} as requests, ${SERVED_SUM} as served, ${CACHEABLE_SUM} as cacheable,
          sum(write_units) as write_units
        from ${pathCountsIn(filter.window, inPlace(filter))}
        group by domain, deployment_id, path
        ${isLarge ? sql`order by requests desc limit ${BUSY_PATHS}` : sql``}
      ),
      ${storedPaths(filter, { isLarge, some })},
      listed as (
        select domain, deployment_id, path, ${SORT_VALUES[filter.sort]} as sort_value
        from stored full join traffic using (domain, deployment_id, path)
        where ${sql.join(rowConditions(filter), sql` and `)}
      )
      select
        (select count(*) from listed)::int as total,
        ${isLarge ? sql`(select count(*) >= ${LOOKED_AT} from first_ones)` : sql`false`} as is_partial,
        (
          select coalesce(json_agg(page), '[]') from (
            select domain, deployment_id, path from listed
            order by sort_value ${direction} nulls last, path collate "C", domain, deployment_id
            limit ${filter.pageSize} offset ${(filter.page - 1) * filter.pageSize}
          ) page
        ) as places`,
  )
  return list ?? { total: 0, is_partial: false, places: [] }
}

async function hasManyEntries(db: Queryable, filter: PathFilter): Promise<boolean> {
  const [row] = await selectRows(
    db,
    z.object({ is_large: z.boolean() }),
    sql`
      select count(*) > ${LOOKED_AT} as is_large
      from (select from entries where ${inPlace(filter)} limit ${LOOKED_AT + 1}) counted`,
  )
  return row?.is_large ?? false
}

/** Some paths of the project, any: names of entries are hashes, so those that follow one are spread over all. */
async function somePaths(db: Queryable, projectId: string): Promise<readonly string[]> {
  const rows = await selectRows(
    db,
    z.object({ path: z.string() }),
    sql`
      select path from (select path, project_id from entries where id >= '8' order by id limit ${SAMPLE}) few
      where project_id = ${projectId}`,
  )
  return rows.map(({ path }) => path)
}

type Store = { readonly isLarge: boolean; readonly some: readonly string[] }

/** `stored`: one row per path that has entries, with what the filter and the order of this page ask for. */
function storedPaths(filter: PathFilter, { isLarge, some }: Store): SQL {
  const needsState = filter.state !== undefined && filter.state !== 'none' && filter.state !== 'pinned'
  const columns = [
    ...(filter.sort === 'age' ? [sql`max(generated_at_ms) as generated_at_ms`] : []),
    ...(filter.sort === 'size' ? [sql`sum(stored_bytes) as stored_bytes`] : []),
    ...(needsState ? [sql`${PATH_STATE} as state`] : []),
    ...(filter.search === undefined
      ? []
      : [
          sql`min(route) as route`,
          sql`bool_or(array_to_string(tags, e'\\n') ilike ${containing(filter.search)}) as is_tag_found`,
        ]),
  ]
  if (isLarge && columns.length === 0) return storedPart(filter, some)
  const sizes = sql`join (select id as version_id, stored_bytes from versions) sizes using (version_id)`
  return sql`
    ${isLarge ? pickedPart(filter, some) : sql`picked as not materialized (${pickedWhole(filter)})`},
    ${needsState ? sql`${judged(coversOfMany(filter.projectId))},` : sql``}
    stored as (
      select ${sql.join([sql`domain, deployment_id, path`, ...columns], sql`, `)}
      from ${needsState ? sql`judged` : sql`picked`} ${filter.sort === 'size' ? sizes : sql``}
      group by domain, deployment_id, path
    )`
}

const FAILING = sql`group_id in (select id from entry_groups where retry_at_ms is not null)`
/** As an array, found once: pins are few, and what has one is found by its group, however many entries there are. */
const PINNED = sql`group_id = any(array(select id from entry_groups where pinned_generation_id is not null))`

/** What an entry of each path has to be like. */
function narrowings({ tag, state, route }: PathFilter): readonly SQL[] {
  return [
    ...(tag === undefined ? [] : [sql`tags @> array[${tag}]::text[]`]),
    ...(state === 'failed' ? [FAILING] : []),
    ...(state === 'pinned' ? [PINNED] : []),
    ...(route === undefined ? [] : [sql`route = ${route}`]),
  ]
}

/** Whole paths are picked, not only the entries that match: their other variants count in state, size and age. */
function pickedWhole(filter: PathFilter): SQL {
  const ofPaths = (matching: SQL) => sql`and (domain, deployment_id, path) in (
    select domain, deployment_id, path from entries where ${inPlace(filter)} and ${matching}
  )`
  return sql`select * from entries where ${inPlace(filter)} ${sql.join(narrowings(filter).map(ofPaths), sql` `)}`
}

/** `first_ones`, the first paths that fit, and which of those most asked for fit besides: see `LOOKED_AT`. */
function fittingPart(filter: PathFilter, some: readonly string[]): { readonly firstOnes: SQL; readonly fits: SQL } {
  const narrowed = [...narrowings(filter), ...(filter.search === undefined ? [] : [found(filter.search, some)])]
  const matches = sql.join([sql`true`, ...narrowed], sql` and `)
  // In the order of an index, unless few match: then they are all looked at, and their order does not matter.
  const isNarrow = narrowed.length > 0
  // By bytes, as that index has them.
  const direction = filter.sort === 'path' && filter.order === 'desc' ? sql.raw('~>~') : sql.raw('~<~')
  const inOrder = isNarrow ? sql`` : sql`order by path using ${direction}`
  const firstOnes = sql`
    first_ones as materialized (
      select domain, deployment_id, path from entries
      where ${inPlace(filter)} and ${matches} ${inOrder} limit ${LOOKED_AT}
    )`
  // All that fit are among the first ones, unless there are too many.
  const fits = isNarrow
    ? sql`(select count(*) >= ${LOOKED_AT} from first_ones) and exists (
            select from entries where ${ofTraffic(filter)} and ${matches}
          )`
    : sql`true`
  return { firstOnes, fits }
}

function ofTraffic({ projectId }: PathFilter): SQL {
  return sql`entries.project_id = ${projectId} and entries.domain = traffic.domain
    and entries.deployment_id = traffic.deployment_id and entries.path = traffic.path`
}

/** The entries of a part of the paths, each found by an index. */
function pickedPart(filter: PathFilter, some: readonly string[]): SQL {
  const { firstOnes, fits } = fittingPart(filter, some)
  return sql`
    ${firstOnes},
    looked_at as materialized (
      select domain, deployment_id, path from first_ones
      union
      select domain, deployment_id, path from traffic where ${fits}
    ),
    picked as materialized (
      select found.* from looked_at cross join lateral (
        select * from entries
        where entries.project_id = ${filter.projectId} and entries.domain = looked_at.domain
          and entries.deployment_id = looked_at.deployment_id and entries.path = looked_at.path
        -- One look-up for each of them: nothing else costs the same however many entries there are.
        offset 0
      ) found
    )`
}

/** `stored` of the same part, of which is asked no more than that there are entries: looked up where that is not known yet. */
function storedPart(filter: PathFilter, some: readonly string[]): SQL {
  const { firstOnes, fits } = fittingPart(filter, some)
  return sql`
    ${firstOnes},
    others as materialized (
      select domain, deployment_id, path from traffic where ${fits}
      except
      select domain, deployment_id, path from first_ones
    ),
    stored as (
      select domain, deployment_id, path from first_ones
      union
      select domain, deployment_id, path from others traffic
      where (select true from entries where ${ofTraffic(filter)} limit 1)
    )`
}

/** Entries with the text in their path or route, or as a tag: by the index what is rare of it, and the whole text of these. */
function found(search: string, some: readonly string[]): SQL {
  const pattern = containing(search)
  const rare = rarePart(search, some)
  const path =
    rare === search ? sql`path ilike ${pattern}` : sql`path ilike ${containing(rare)} and path || '' ilike ${pattern}`
  return sql`((${path}) or route ilike ${pattern} or tags @> array[${search}]::text[])`
}

function rowConditions(filter: PathFilter): SQL[] {
  const conditions = [sql`true`]
  if (filter.tag !== undefined || filter.state === 'pinned') conditions.push(sql`stored.path is not null`)
  // Of what is stored only the paths of the route were picked.
  if (filter.route !== undefined) conditions.push(sql`(stored.path is not null or traffic.route = ${filter.route})`)
  if (filter.state === 'none') conditions.push(sql`stored.path is null`)
  else if (filter.state !== undefined && filter.state !== 'pinned') conditions.push(sql`stored.state = ${filter.state}`)
  if (filter.search !== undefined) {
    const pattern = containing(filter.search)
    conditions.push(sql`(
      path ilike ${pattern} or stored.route ilike ${pattern} or traffic.route ilike ${pattern} or stored.is_tag_found
    )`)
  }
  return conditions
}

/** A pattern for `ilike` in which nothing of the text is a wildcard. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
