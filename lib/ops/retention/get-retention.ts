import { readRetention } from '@/db/queries/retention/retention'
import type { Retention, RetentionInput } from '@/lib/contract/retention'
import type { OpsContext } from '@/lib/ops/context'
import { type Project, requireProject } from '@/lib/ops/require-project'

/** What a project keeps, and how much that may be. */
export async function getRetention(ctx: OpsContext, input: RetentionInput): Promise<Retention> {
  return retentionOf(ctx, await requireProject(ctx, 'read', input.project))
}

/** The same for a project that was looked up already. */
export async function retentionOf(ctx: OpsContext, project: Project): Promise<Retention> {
  const row = await readRetention(ctx.db, project.id)
  if (row === undefined) throw new Error(`The project ${project.id} went while it was read.`)
  return {
    project: project.name,
    versions: { count: row.versions, bytes: row.version_bytes, budgetBytes: row.version_budget },
    entries: { count: row.entries, bytes: row.entry_bytes },
    values: { count: row.values, bytes: row.value_bytes, budgetBytes: row.value_budget },
  }
}
