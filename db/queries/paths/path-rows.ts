import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { NOW_MS } from '@/db/queries/now'
import { coversOfFew } from '@/db/queries/paths/entry-covers'
import { ENTRY_STATES, judged, PATH_STATE, PATH_STATE_REASON } from '@/db/queries/paths/entry-state'
import { selectRows } from '@/db/queries/select-rows'
import { COUNT_SUMS, type CountWindow, countSumsRow } from '@/db/queries/usage/count-sums'
import { pathCountsIn } from '@/db/queries/usage/path-counts'

/** One row of the paths page: a path of a domain on a deployment. */
export const pathPlaceRow = z.object({ domain: z.string(), deployment_id: z.string(), path: z.string() })
export type PathPlace = z.output<typeof pathPlaceRow>

/** What is stored of each of these paths; paths without entries have no row. */
export function readStoredPaths(db: Queryable, args: { readonly projectId: string; readonly places: PathPlace[] }) {
  return selectRows(
    db,
    pathPlaceRow.extend({
      route: z.string(),
      variants: z.array(z.string()),
      state: z.enum(ENTRY_STATES),
      state_reason: z.string().nullable(),
      age_ms: z.number(),
      revalidate_ms: z.number().nullable(),
      expires_at_ms: z.number().nullable(),
      version_count: z.number(),
      /** Of the page's generation that regenerations made last. */
      cause: z.string().nullable(),
      ended_at_ms: z.number().nullable(),
      renewed_at_ms: z.number().nullable(),
      stored_bytes: z.number(),
      tags: z.array(z.array(z.string())),
    }),
    sql`
      with picked as (
        select entries.* from ${asTable(args.places)}
        join entries using (domain, deployment_id, path)
        where entries.project_id = ${args.projectId}
      ),
      ${judged(coversOfFew())},
      paths as (
        select
          domain, deployment_id, path,
          (array_agg(judged.id order by rank))[1] as entry_id,
          (array_agg(group_id order by rank))[1] as group_id,
          (array_agg(route order by rank))[1] as route,
          array_agg(distinct variant) as variants,
          ${PATH_STATE} as state,
          ${PATH_STATE_REASON} as state_reason,
          (${NOW_MS} - max(generated_at_ms))::float8 as age_ms,
          (array_agg(stale_at_ms - generated_at_ms order by rank))[1]::float8 as revalidate_ms,
          (array_agg(expires_at_ms order by rank))[1]::float8 as expires_at_ms,
          sum(versions.stored_bytes)::float8 as stored_bytes,
          jsonb_agg(distinct judged.tags) as tags
        from judged join versions on versions.id = judged.version_id
        group by domain, deployment_id, path
      )
      select paths.*, kept.version_count, made.*
      from paths
      cross join lateral (
        select count(*)::int as version_count from versions where versions.entry_id = paths.entry_id offset 0
      ) kept
      left join lateral (
        select cause, ended_at_ms::float8 as ended_at_ms, renewed_at_ms::float8 as renewed_at_ms
        from entry_groups join generations on generations.id = entry_groups.current_generation_id
        where entry_groups.id = paths.group_id offset 0
      ) made on true`,
  )
}

const COUNTED = sql.join(
  [...Object.keys(countSumsRow.shape), 'route', 'last_status', 'last_reason', 'last_at'].map((name) =>
    sql.identifier(name),
  ),
  sql`, `,
)

/** Requests of each of these paths in the window, with the last outcome; paths without any have no row. */
export function readPathTraffic(
  db: Queryable,
  args: { readonly projectId: string; readonly window: CountWindow; readonly places: PathPlace[] },
) {
  const ofPlace = sql`project_id = ${args.projectId} and domain = place.domain
    and deployment_id = place.deployment_id and path = place.path`
  return selectRows(
    db,
    countSumsRow.extend(pathPlaceRow.shape).extend({
      route: z.string(),
      last_status: z.string(),
      last_reason: z.string().nullable(),
      last_at_ms: z.number(),
    }),
    sql`
      select
        domain, deployment_id, path, ${COUNT_SUMS},
        (array_agg(route order by last_at desc))[1] as route,
        (array_agg(last_status order by last_at desc))[1] as last_status,
        (array_agg(last_reason order by last_at desc))[1] as last_reason,
        (extract(epoch from max(last_at)) * 1000)::float8 as last_at_ms
      from ${asTable(args.places)} cross join lateral (
        select ${COUNTED} from ${pathCountsIn(args.window, ofPlace)}
        -- Each found by its index: together they are few of all.
        offset 0
      ) found
      group by domain, deployment_id, path`,
  )
}

function asTable(places: PathPlace[]): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as place (domain text, deployment_id text, path text)`
}
