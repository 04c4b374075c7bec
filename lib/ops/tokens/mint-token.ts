import type { Tx } from '@/db/client'
import { insertToken } from '@/db/queries/access/access'
import { appendAudit } from '@/db/queries/audit'
import type { TokenScope } from '@/lib/contract/access'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { hashSecret, newId, newSecret } from '@/lib/ops/identifiers'

/** Draws a secret and keeps its hash; `lifeSeconds` of `null` is until revoked. Callers have checked the scope. */
export async function mintToken(
  ctx: OpsContext,
  tx: Tx,
  token: {
    readonly name: string
    readonly scopes: readonly TokenScope[]
    readonly projectId: string | null
    readonly lifeSeconds: number | null
  },
): Promise<{ readonly id: string; readonly secret: string }> {
  const { name, projectId, lifeSeconds } = token
  const scopes = [...new Set(token.scopes)]
  const id = newId('tok')
  // The CLI of the reference takes no token with a hyphen.
  const secret = `frt_${newSecret().replaceAll('-', '_')}`
  const actor = actorName(ctx.actor)
  await insertToken(tx, { id, name, scopes, projectId, secretHash: hashSecret(secret), createdBy: actor, lifeSeconds })
  await appendAudit(tx, {
    projectId,
    actor,
    action: 'tokens.create',
    details: { token: id, name, scopes, lifeSeconds },
    ip: ctx.client.ip,
    tokenId: tokenIdOf(ctx.actor),
  })
  return { id, secret }
}
