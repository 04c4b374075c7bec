import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'
import { STATUS_SUMS, statusSumsRow } from '@/db/queries/usage/count-sums'

/** All projects by name, or those named by their ids, each with its domains; production ones first. */
export function readProjects(db: Queryable, onlyIds: readonly string[] | null) {
  return selectRows(
    db,
    z.object({
      id: z.string(),
      name: z.string(),
      promotes_automatically: z.boolean(),
      domains: z.array(
        z.object({ host: z.string(), deployment_id: z.string().nullable(), group_name: z.string().nullable() }),
      ),
      current_deployment_id: z.string().nullable(),
      framework: z.string().nullable(),
      deployed_at_ms: z.number().nullable(),
    }),
    sql`
      select
        projects.id, name, promotes_automatically,
        coalesce(
          (
            select jsonb_agg(
              jsonb_build_object('host', host, 'deployment_id', deployment_id, 'group_name', group_name)
              order by environment = 'production' desc, host
            )
            from domains where project_id = projects.id
          ),
          '[]'
        ) as domains,
        current.id as current_deployment_id, current.framework,
        (extract(epoch from coalesce(current.promoted_at, current.created_at)) * 1000)::float8 as deployed_at_ms
      from projects
      left join lateral (
        select deployments.*
        from domains join deployments on deployments.id = domains.deployment_id
        where domains.project_id = projects.id and environment = 'production'
        order by promoted_at desc nulls last, deployments.created_at desc, deployments.id
        limit 1
      ) current on true
      where ${amongIds(onlyIds)}
      order by name`,
  )
}

/** Requests of each project in the 24 hours by the clock that end with the one under way: hour 0 is the oldest. */
export function readDayTraffic(db: Queryable, onlyIds: readonly string[] | null) {
  return selectRows(
    db,
    statusSumsRow.extend({ project_id: z.string(), hour: z.number() }),
    sql`
      select
        project_id, 23 - (extract(epoch from date_trunc('hour', now(), 'UTC') - hour) / 3600)::int as hour, ${STATUS_SUMS}
      from projects join hour_counts on hour_counts.project_id = projects.id
      where ${amongIds(onlyIds)} and hour > now() - interval '24 hours' and hour <= now()
      group by project_id, hour_counts.hour`,
  )
}

function amongIds(onlyIds: readonly string[] | null): SQL {
  return onlyIds === null ? sql`true` : sql`projects.id = any(${sql.param([...onlyIds])})`
}
