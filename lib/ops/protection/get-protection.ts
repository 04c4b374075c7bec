import { listDomains } from '@/db/queries/deployments/domains'
import { findProtection } from '@/db/queries/deployments/sites'
import type { ProjectProtection } from '@/lib/contract/protection'
import { isProtected } from '@/lib/engine/protection/door'
import type { OpsContext } from '@/lib/ops/context'
import { type Project, requireProject } from '@/lib/ops/require-project'
import { previewHost, siteUrl } from '@/lib/ops/site-url'

/** Which hosts of a project are kept from visitors without right. */
export async function getProtection(ctx: OpsContext, input: { readonly project: string }): Promise<ProjectProtection> {
  return protectionOf(ctx, await requireProject(ctx, 'read', input.project), null)
}

/** The same of a project that was found; `seq` is of the change that was just made. */
export async function protectionOf(ctx: OpsContext, project: Project, seq: number | null): Promise<ProjectProtection> {
  const protection = await findProtection(ctx.db, project.id)
  const domains = await listDomains(ctx.db, { projectId: project.id })
  return {
    project: project.name,
    protection,
    hosts: domains.map(({ host, environment }) => ({
      host,
      environment,
      url: siteUrl(ctx.sites, host),
      isProtected: isProtected(protection, environment),
    })),
    deploymentHosts: {
      pattern: previewHost(ctx.sites, '<deployment>'),
      isProtected: isProtected(protection, 'preview'),
    },
    seq,
  }
}
