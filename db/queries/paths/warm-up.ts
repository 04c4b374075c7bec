import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { coveredBy, type PurgeReachArgs } from '@/db/queries/purges/purges'
import { selectRows } from '@/db/queries/select-rows'
import { CACHEABLE_SUM, type CountWindow, inPlace, REQUEST_SUM } from '@/db/queries/usage/count-sums'
import { pathCountsIn } from '@/db/queries/usage/path-counts'

type OfDomain = { readonly projectId: string; readonly domain: string; readonly limit: number }

/**
 * Paths of a domain that the cache may answer, by requests, whatever deployment it showed. Paths at which it shows by now that
 * nothing is there (404, 410) are left out: many ask for them, and no deployment has to have them.
 */
export async function listTopPaths(
  db: Queryable,
  { projectId, domain, limit, window }: OfDomain & { readonly window: CountWindow },
): Promise<string[]> {
  const rows = await selectRows(
    db,
    z.object({ path: z.string() }),
    sql`
      with visited as (
        select path, ${REQUEST_SUM} as requests
        from ${pathCountsIn(window, inPlace({ projectId, domain }))}
        where path like '/%'
        group by path having ${CACHEABLE_SUM} > 0
      )
      select path from visited
      where not coalesce(
        (
          select bool_and(versions.status in (404, 410))
          from domains
          join entries on entries.domain = host and entries.deployment_id = domains.deployment_id
          join versions on versions.id = entries.version_id
          where host = ${domain} and entries.path = visited.path
        ),
        false
      )
      order by requests desc, path limit ${limit}`,
  )
  return rows.map(({ path }) => path)
}

/** Paths and queries of a domain's stored pages with a tag, whatever deployment has them. */
export function listTaggedPages(db: Queryable, { projectId, domain, limit, tag }: OfDomain & { readonly tag: string }) {
  return selectRows(
    db,
    z.object({ path: z.string(), query: z.string() }),
    sql`
      select distinct path, query from entries
      where tags @> array[${tag}]::text[] and project_id = ${projectId} and domain = ${domain} and variant <> 'image'
      order by path, query limit ${limit}`,
  )
}

/**
 * Paths and queries of what a purge covers on the hosts that show it, most visited in the last day first. An own host of a
 * deployment always shows it.
 */
export function listPurgedPages(db: Queryable, reach: PurgeReachArgs, limit: number) {
  return selectRows(
    db,
    z.object({ domain: z.string(), path: z.string(), query: z.string() }),
    sql`
      with covered as (
        select domain, path, query from entries
        where ${coveredBy(reach)} and variant <> 'image' and not exists (
          select from domains where host = entries.domain and deployment_id is distinct from entries.deployment_id
        )
        group by domain, path, query
      ),
      visited as (
        select domain, path, ${REQUEST_SUM} as requests
        from ${pathCountsIn('24h', sql`project_id = ${reach.projectId}`)}
        group by domain, path
      )
      select domain, path, query from covered left join visited using (domain, path)
      order by coalesce(requests, 0) desc, domain, path, query limit ${limit}`,
  )
}
