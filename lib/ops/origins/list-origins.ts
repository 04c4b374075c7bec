import { findAllowedOrigins } from '@/db/queries/projects'
import type { OriginList } from '@/lib/contract/origins'
import type { OpsContext } from '@/lib/ops/context'
import { requireProject } from '@/lib/ops/require-project'

/** Origins that the project may reach although their address is private. */
export async function listOrigins(ctx: OpsContext, input: { readonly project: string }): Promise<OriginList> {
  const project = await requireProject(ctx, 'read', input.project)
  return { origins: [...((await findAllowedOrigins(ctx.db, project.id)) ?? [])] }
}
