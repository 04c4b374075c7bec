import { findHostProject } from '@/db/queries/sites'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'
import { deploymentOfPreviewHost } from '@/lib/ops/site-url'

/** An address of one of our hosts, and whose it is, for an actor who may read. A confined token knows no other project's hosts. */
export async function requireHost(ctx: OpsContext, address: string) {
  requireScope(ctx, 'read')
  const url = new URL(address)
  const host = url.hostname.replace(/\.$/, '')
  const deploymentId = deploymentOfPreviewHost(ctx.sites, host) ?? null
  const project = await findHostProject(ctx.db, { host, deploymentId })
  if (project === undefined || !reachesProject(ctx, project.id)) {
    throw new OpError(
      'not_found',
      `No domain and no deployment answers at ${host}. “npx freshet domains ls” lists domains.`,
    )
  }
  return { url, host, project }
}
