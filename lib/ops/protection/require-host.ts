import { findDeployment } from '@/db/queries/deployments'
import { findDomain } from '@/db/queries/domains'
import { findProjectById } from '@/db/queries/projects'
import type { TokenScope } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { type Project, reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'
import { deploymentOfPreviewHost } from '@/lib/ops/site-url'

export type KnownHost = { readonly host: string; readonly project: Project; readonly deploymentId: string | null }

/**
 * The project whose domain or deployment has this host, for an actor who has `scope` in it. Every other host is refused in
 * the same words, whoever has it.
 */
export async function requireHost(ctx: OpsContext, scope: TokenScope, host: string): Promise<KnownHost> {
  requireScope(ctx, scope)
  const shown = await shownAt(ctx, host)
  const project = shown && (await findProjectById(ctx.db, shown.projectId))
  if (project === undefined || !reachesProject(ctx, project.id)) {
    throw new OpError('not_found', `No domain and no deployment of yours has the host ${host}.`)
  }
  return { host, project, deploymentId: shown?.deploymentId ?? null }
}

async function shownAt(ctx: OpsContext, host: string) {
  const domain = await findDomain(ctx.db, host)
  if (domain !== undefined) return domain
  const id = deploymentOfPreviewHost(ctx.sites, host)
  const deployment = id === undefined ? undefined : await findDeployment(ctx.db, id)
  if (deployment === undefined || deployment.state !== 'ready') return undefined
  return { projectId: deployment.projectId, deploymentId: deployment.id }
}
