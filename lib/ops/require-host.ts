import { findHostProject } from '@/db/queries/deployments/sites'
import type { TokenScope } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'
import { deploymentOfPreviewHost } from '@/lib/ops/site-url'

/** A host that Freshet answers at, without the dot at its end, and the project it belongs to. */
export type KnownHost = { readonly host: string; readonly project: { readonly id: string; readonly name: string } }

/**
 * The project whose domain this host is, or whose ready deployment answers at it, for an actor who has `scope` there. Any
 * other host is refused in the same words, so that nobody learns which hosts other projects have.
 */
export async function requireHost(ctx: OpsContext, scope: TokenScope, hostname: string): Promise<KnownHost> {
  requireScope(ctx, scope)
  const host = hostname.replace(/\.$/, '')
  const deploymentId = deploymentOfPreviewHost(ctx.sites, host) ?? null
  const project = await findHostProject(ctx.db, { host, deploymentId })
  if (project === undefined || !reachesProject(ctx, project.id)) {
    throw new OpError(
      'not_found',
      `None of your domains or deployments answers at ${host}. “npx freshet domains --project <project>” lists those of a project.`,
    )
  }
  return { host, project }
}
