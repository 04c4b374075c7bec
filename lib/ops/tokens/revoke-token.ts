import { listTokens, revokeToken as revokeRow } from '@/db/queries/access/access'
import { appendAudit } from '@/db/queries/audit'
import type { RevokeTokenInput, TokenSummary } from '@/lib/contract/access'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'
import { toToken } from '@/lib/ops/tokens/to-token'

/** Revokes a token from its next request on. Revoking it again changes nothing. */
export async function revokeToken(ctx: OpsContext, input: RevokeTokenInput): Promise<TokenSummary> {
  requireScope(ctx, 'admin')
  const { id } = input
  const [found] = await listTokens(ctx.db, { id })
  if (found === undefined || !reachesProject(ctx, found.token.projectId ?? '')) {
    throw new OpError('not_found', `There is no token ${id}.`)
  }
  return ctx.db.transaction(async (tx) => {
    const isRevoked = await revokeRow(tx, id)
    if (isRevoked) {
      await appendAudit(tx, {
        projectId: found.token.projectId,
        actor: actorName(ctx.actor),
        action: 'tokens.revoke',
        details: {
          token: id,
          name: found.token.name,
          scopes: found.token.scopes,
          before: { expiresAt: found.token.expiresAt?.toISOString() ?? 'never', isRevoked: false },
          after: { expiresAt: found.token.expiresAt?.toISOString() ?? 'never', isRevoked: true },
        },
        ip: ctx.client.ip,
        tokenId: tokenIdOf(ctx.actor),
      })
    }
    const [row] = await listTokens(tx, { id })
    return toToken(row ?? found)
  })
}
