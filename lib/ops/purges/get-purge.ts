import type { GetPurgeInput, Purge } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { requirePurge } from '@/lib/ops/purges/require-purge'
import { toPurge } from '@/lib/ops/purges/to-purge'
import { requireProject } from '@/lib/ops/require-project'

/** One purge, however old. */
export async function getPurge(ctx: OpsContext, input: GetPurgeInput): Promise<Purge> {
  const project = await requireProject(ctx, 'read', input.project)
  return toPurge(ctx, await requirePurge(ctx.db, project, input.seq), project)
}
