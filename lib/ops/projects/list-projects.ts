import { readDayTraffic, readProjects } from '@/db/queries/project-list'
import { inSnapshot } from '@/db/queries/select-rows'
import type { ProjectList, ProjectSummary } from '@/lib/contract/projects'
import type { OpsContext } from '@/lib/ops/context'
import { hitRatio, NO_REQUESTS, requestCount, statusMixOf, sumOfMixes } from '@/lib/ops/paths/status-mix'
import { projectIdsOf } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'
import { siteUrl } from '@/lib/ops/site-url'

const SPARKLINE_HOURS = 24

type ProjectRow = Awaited<ReturnType<typeof readProjects>>[number]
type TrafficRow = Awaited<ReturnType<typeof readDayTraffic>>[number]

/** All projects by name, each with what it shows and the traffic of the last 24 hours; of whoever is confined only theirs. */
export async function listProjects(ctx: OpsContext): Promise<ProjectList> {
  requireScope(ctx, 'read')
  const onlyIds = projectIdsOf(ctx)

  return inSnapshot(ctx.db, async (tx) => {
    const projects = await readProjects(tx, onlyIds)
    const hours = Map.groupBy(await readDayTraffic(tx, onlyIds), (row) => row.project_id)
    return { projects: projects.map((project) => toSummary(ctx, project, hours.get(project.id) ?? [])) }
  })
}

function toSummary(ctx: OpsContext, project: ProjectRow, hours: readonly TrafficRow[]): ProjectSummary {
  const mix = hours.map(statusMixOf).reduce(sumOfMixes, NO_REQUESTS)
  const requestsByHour = new Map(hours.map((row) => [row.hour, requestCount(row)]))
  return {
    name: project.name,
    domains: project.domains.map(({ host, deployment_id: deployment, group_name: group }) => ({
      host,
      group,
      deployment,
      url: siteUrl(ctx.sites, host),
    })),
    currentDeployment: project.current_deployment_id,
    framework: project.framework,
    deployedAt: project.deployed_at_ms === null ? null : new Date(project.deployed_at_ms).toISOString(),
    requests: requestCount(mix),
    hitRatio: hitRatio(mix),
    sparkline: Array.from({ length: SPARKLINE_HOURS }, (_, hour) => requestsByHour.get(hour) ?? 0),
    promotesAutomatically: project.promotes_automatically,
  }
}
