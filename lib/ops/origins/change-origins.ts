import { appendAudit } from '@/db/queries/audit'
import { findAllowedOrigins, lockProject, setAllowedOrigins } from '@/db/queries/projects'
import type { ChangeOriginInput, OriginList } from '@/lib/contract/origins'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'

const MAX_ORIGINS = 100

/**
 * Makes of the project's allowed origins what `change` says. For `admin` alone: it opens the machine's own networks to
 * whatever the project deploys. Edges obey within seconds.
 */
export async function changeOrigins(
  ctx: OpsContext,
  { project: name, origin }: ChangeOriginInput,
  { action, change }: { readonly action: string; readonly change: (origins: readonly string[]) => readonly string[] },
): Promise<OriginList> {
  const project = await requireProject(ctx, 'admin', name)
  return ctx.db.transaction(async (tx) => {
    // Of two changes at once neither is lost.
    await lockProject(tx, project.id)
    const before = (await findAllowedOrigins(tx, project.id)) ?? []
    const origins = change(before)
    if (origins.length > MAX_ORIGINS) throw new OpError('invalid', `A project may have ${MAX_ORIGINS} allowed origins.`)
    await setAllowedOrigins(tx, { projectId: project.id, origins })
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action,
      details: { origin, before: { origins: before }, after: { origins } },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return { origins: [...origins] }
  })
}
