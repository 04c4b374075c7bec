import { listDomains as readDomains } from '@/db/queries/deployments/domains'
import type { DomainList } from '@/lib/contract/domains'
import type { OpsContext } from '@/lib/ops/context'
import { toDomain } from '@/lib/ops/domains/to-domain'
import { requireProject } from '@/lib/ops/require-project'

/** Domains of a project, by host. */
export async function listDomains(ctx: OpsContext, input: { readonly project: string }): Promise<DomainList> {
  const project = await requireProject(ctx, 'read', input.project)
  const rows = await readDomains(ctx.db, { projectId: project.id })
  return { domains: rows.map((row) => toDomain(ctx, row, project)) }
}
