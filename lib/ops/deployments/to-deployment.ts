import type { DeploymentRow } from '@/db/queries/deployments/deployments'
import type { Deployment } from '@/lib/contract/deployments'
import type { OpsContext } from '@/lib/ops/context'
import { previewHost, siteUrl } from '@/lib/ops/site-url'

type Row = Omit<DeploymentRow, 'entryCount'> & Pick<Deployment, 'entryCount'>

/** A deployment as the API tells it. */
export function toDeployment(ctx: OpsContext, { projectId: _, ...row }: Row): Deployment {
  return {
    ...row,
    previewUrl: siteUrl(ctx.sites, previewHost(ctx.sites, row.id)),
    createdAt: row.createdAt.toISOString(),
    promotedAt: row.promotedAt?.toISOString() ?? null,
  }
}
