import { appendAudit } from '@/db/queries/audit'
import { readNowMs } from '@/db/queries/journal'
import type { CreateWhyTokenInput, WhyToken } from '@/lib/contract/why'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireHost } from '@/lib/ops/why/require-host'

/** What the token is good for, and nothing else. */
export const WHY_PURPOSE = 'why'

/**
 * A token that makes answers to requests tell why, for hosts of one project and for a while. It is signed and kept nowhere: it ends by
 * itself, and lets nobody do anything.
 */
export async function createWhyToken(ctx: OpsContext, input: CreateWhyTokenInput): Promise<WhyToken> {
  const { project } = await requireHost(ctx, input.url)
  const { signer } = ctx
  if (signer === null) {
    throw new OpError(
      'unavailable',
      'Only the dashboard can sign such a token: set FRESHET_URL to it, and FRESHET_TOKEN.',
    )
  }
  return ctx.db.transaction(async (tx) => {
    const expiresAtMs = (await readNowMs(tx)) + input.minutes * 60_000
    const token = signer.sign(WHY_PURPOSE, { projectId: project.id, expiresAtMs })
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'why.token',
      details: { minutes: input.minutes },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return { project: project.name, token, expiresAt: new Date(expiresAtMs).toISOString() }
  })
}
