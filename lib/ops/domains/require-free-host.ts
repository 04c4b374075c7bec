import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { deploymentOfPreviewHost } from '@/lib/ops/site-url'

/** Refuses hosts that are not for giving away: those that deployments have of their own. */
export function requireFreeHost(ctx: OpsContext, host: string): void {
  if (deploymentOfPreviewHost(ctx.sites, host) === undefined) return
  throw new OpError('conflict', `${host} is the host that a deployment has of its own. Choose another domain.`)
}
