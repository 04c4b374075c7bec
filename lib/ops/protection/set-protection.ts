import { appendAudit } from '@/db/queries/audit'
import { findProtection } from '@/db/queries/deployments/sites'
import { lockProject, setProtection as setRow } from '@/db/queries/projects'
import { appendJournal } from '@/db/queries/purges/journal'
import type { ProjectProtection, SetProtectionInput } from '@/lib/contract/protection'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { protectionOf } from '@/lib/ops/protection/get-protection'
import { requireProject } from '@/lib/ops/require-project'

/** Sets which hosts of a project are kept from visitors without right. Edges obey with the journal, as they do a purge. */
export async function setProtection(ctx: OpsContext, input: SetProtectionInput): Promise<ProjectProtection> {
  const project = await requireProject(ctx, 'admin', input.project)
  const { protection } = input
  const actor = actorName(ctx.actor)
  const seq = await ctx.db.transaction(async (tx) => {
    await lockProject(tx, project.id)
    const before = await findProtection(tx, project.id)
    if (before === protection) return null
    await setRow(tx, { projectId: project.id, protection })
    const appended = await appendJournal(tx, { kind: 'protection', projectId: project.id, actor })
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'protection.set',
      details: { before: { protection: before }, after: { protection } },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return appended
  })
  return protectionOf(ctx, project, seq)
}
