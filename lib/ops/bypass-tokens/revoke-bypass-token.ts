import { revokeBypassToken as revokeRow } from '@/db/queries/protection/bypass-tokens'
import type { RevokeBypassTokenInput, RevokeBypassTokenResult } from '@/lib/contract/bypass-tokens'
import { changeTokens } from '@/lib/ops/bypass-tokens/change-tokens'
import { findToken, requireBypassToken } from '@/lib/ops/bypass-tokens/require-bypass-token'
import type { OpsContext } from '@/lib/ops/context'

/** Revokes a token: every edge refuses it once it has applied the journal. One that ended before is left as it is. */
export async function revokeBypassToken(
  ctx: OpsContext,
  { id }: RevokeBypassTokenInput,
): Promise<RevokeBypassTokenResult> {
  const { project, token } = await requireBypassToken(ctx, id)
  return ctx.db.transaction(async (tx) => {
    if (!(await revokeRow(tx, id))) return { summary: await findToken(tx, project, id), seq: null }
    const { note, purposes, state } = token
    const details = { note, purposes, before: { state }, after: { state: 'revoked' } }
    return changeTokens(ctx, tx, { project, action: 'bypass_tokens.revoke', id, details })
  })
}
