import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

const bakedRow = z.object({
  /** Tells tokens apart, and nothing of them. */
  token: z.number(),
  deployment_id: z.string(),
  created_at: z.coerce.date(),
  is_shown: z.boolean(),
  routes: z.number(),
  prerenders: z.number(),
})

/**
 * The tokens that builds wrote into prerenders, by deployment, newest first: of those that a domain shows and of so many
 * of the newest. The secrets stay in the database.
 */
export function listBakedTokens(db: Queryable, of: { readonly projectId: string; readonly newest: number }) {
  return selectRows(
    db,
    bakedRow,
    sql`
      with shown as (select distinct deployment_id as id from domains where project_id = ${of.projectId}),
      newest as (
        select id from deployments where project_id = ${of.projectId} and state = 'ready'
        order by created_at desc limit ${of.newest}
      ), counted as (
        select deployments.id, deployments.created_at, output #>> '{config,bypassToken}' as secret,
          count(*)::int as prerenders,
          count(distinct coalesce(output #>> '{config,sourcePath}', output #>> '{groupMembers,0}', output ->> 'name'))::int
            as routes
        from deployments, jsonb_array_elements(deployments.manifest -> 'outputs') as output
        where deployments.project_id = ${of.projectId} and deployments.state = 'ready'
          and (deployments.id in (select id from shown) or deployments.id in (select id from newest))
          and output ->> 'kind' = 'prerender' and output #>> '{config,bypassToken}' is not null
        group by deployments.id, deployments.created_at, secret
      )
      select (dense_rank() over (order by secret))::int as token, id as deployment_id, created_at,
        exists (select from shown where shown.id = counted.id) as is_shown, routes, prerenders
      from counted order by created_at desc, id`,
  )
}
