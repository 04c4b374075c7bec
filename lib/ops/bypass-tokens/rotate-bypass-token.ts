import type { z } from 'zod'
import { replaceBypassToken } from '@/db/queries/bypass-tokens'
import type { BypassToken, RotateBypassTokenResult, rotateBypassTokenInput } from '@/lib/contract/bypass-tokens'
import { changeTokens } from '@/lib/ops/bypass-tokens/change-tokens'
import { mintBypassToken } from '@/lib/ops/bypass-tokens/mint-bypass-token'
import { findToken, requireBypassToken } from '@/lib/ops/bypass-tokens/require-bypass-token'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'

/**
 * Makes a token of the same note, scope and length of life in the place of one that holds. The old one goes on for the
 * overlap, and no longer than it would have anyway.
 */
export async function rotateBypassToken(
  ctx: OpsContext,
  { id, overlapSeconds }: z.output<typeof rotateBypassTokenInput>,
): Promise<RotateBypassTokenResult> {
  const { project, token } = await requireBypassToken(ctx, id)
  const { note, purposes, paths, deployments } = token
  return ctx.db.transaction(async (tx) => {
    const scope = { purposes, paths, deploymentIds: deployments }
    const wish = { projectId: project.id, note, ...scope, lifeSeconds: lifeOf(token) }
    const made = await mintBypassToken(ctx, tx, wish)
    if (!(await replaceBypassToken(tx, { id, replacedBy: made.id, overlapSeconds }))) {
      throw new OpError(
        'conflict',
        `${id} was rotated already, was revoked, or has expired: there is nothing to rotate. Make a new token.`,
      )
    }
    const details = { replacedBy: made.id, overlapSeconds }
    const { seq } = await changeTokens(ctx, tx, { project, action: 'bypass_tokens.rotate', id, details })
    const [summary, replaced] = [await findToken(tx, project, made.id), await findToken(tx, project, id)]
    return { token: made.secret, summary, replaced, seq }
  })
}

function lifeOf({ createdAt, expiresAt }: BypassToken): number | null {
  return expiresAt === null ? null : Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / 1_000)
}
