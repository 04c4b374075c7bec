import { appendAudit } from '@/db/queries/audit'
import { readNowMs } from '@/db/queries/purges/journal'
import type { CreateWhyTokenInput, WhyToken } from '@/lib/contract/why'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireHost } from '@/lib/ops/require-host'

/** What the token is good for, and nothing else. */
export const WHY_PURPOSE = 'why'

/**
 * A short-lived token with which a request to a host of the project is answered with an explanation in a header. It is
 * signed and stored nowhere: it expires by itself and grants nothing else.
 */
export async function createWhyToken(ctx: OpsContext, input: CreateWhyTokenInput): Promise<WhyToken> {
  const { project } = await requireHost(ctx, 'read', new URL(input.url).hostname)
  const { signer } = ctx
  if (signer === null) {
    throw new OpError(
      'unavailable',
      'Only a running dashboard can sign such a token. Start it, or set FRESHET_URL and FRESHET_TOKEN to reach one.',
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
