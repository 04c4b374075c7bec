import type { AuditFilter } from '@/db/queries/audit'
import type { ListAuditInput } from '@/lib/contract/audit'
import type { OpsContext } from '@/lib/ops/context'
import { projectIdsOf, requireProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/** What a search asks of the audit, for an actor who may read it. */
export async function auditFilter(
  ctx: OpsContext,
  { project, actor, action, from, until, q: text, before }: Omit<ListAuditInput, 'limit'>,
): Promise<AuditFilter> {
  requireScope(ctx, 'admin')
  const projectIds = project === undefined ? projectIdsOf(ctx) : [(await requireProject(ctx, 'admin', project)).id]
  return { projectIds, actor, action, from, until, text, before }
}
