import type { DomainRow } from '@/db/queries/deployments/domains'
import type { Domain } from '@/lib/contract/domains'
import type { OpsContext } from '@/lib/ops/context'
import { siteUrl } from '@/lib/ops/site-url'

/** A domain as the API tells it. */
export function toDomain(ctx: OpsContext, row: DomainRow, project: { readonly name: string }): Domain {
  return {
    host: row.host,
    project: project.name,
    environment: row.environment,
    deployment: row.deploymentId,
    group: row.groupName,
    url: siteUrl(ctx.sites, row.host),
    createdAt: row.createdAt.toISOString(),
    movedAt: row.movedAt?.toISOString() ?? null,
  }
}
