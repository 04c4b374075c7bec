import type { z } from 'zod'
import { replaceBypassToken } from '@/db/queries/protection/bypass-tokens'
import type { BypassToken, RotateBypassTokenResult, rotateBypassTokenInput } from '@/lib/contract/bypass-tokens'
import { changeTokens } from '@/lib/ops/bypass-tokens/change-tokens'
import { mintBypassToken } from '@/lib/ops/bypass-tokens/mint-bypass-token'
import { findToken, requireBypassToken } from '@/lib/ops/bypass-tokens/require-bypass-token'
import { requireRoomForToken } from '@/lib/ops/bypass-tokens/require-room'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'

/**
 * Replaces an active token by a new one with the same note, scope and lifetime. The old one keeps working for the overlap,
 * but never beyond its own expiry; until then both count towards the limit of the project.
 */
export async function rotateBypassToken(
  ctx: OpsContext,
  { id, overlapSeconds }: z.output<typeof rotateBypassTokenInput>,
): Promise<RotateBypassTokenResult> {
  const { project, token } = await requireBypassToken(ctx, id)
  const { note, purposes, paths, deployments } = token
  return ctx.db.transaction(async (tx) => {
    if (overlapSeconds > 0) await requireRoomForToken(tx, project)
    const scope = { purposes, paths, deploymentIds: deployments }
    const successor = { projectId: project.id, note, ...scope, lifeSeconds: lifeOf(token) }
    const made = await mintBypassToken(ctx, tx, successor)
    if (!(await replaceBypassToken(tx, { id, replacedBy: made.id, overlapSeconds }))) {
      throw new OpError(
        'conflict',
        `${id} cannot be rotated: it was rotated or revoked before, or has expired. Make a new token.`,
      )
    }
    const { expiresAt } = await findToken(tx, project, id)
    const ends = { before: { expiresAt: token.expiresAt ?? 'never' }, after: { expiresAt: expiresAt ?? 'never' } }
    const details = { note, replacedBy: made.id, overlapSeconds, ...ends }
    const { seq } = await changeTokens(ctx, tx, { project, action: 'bypass_tokens.rotate', id, details })
    const [summary, replaced] = [await findToken(tx, project, made.id), await findToken(tx, project, id)]
    return { token: made.secret, summary, replaced, seq }
  })
}

function lifeOf({ createdAt, expiresAt }: BypassToken): number | null {
  return expiresAt === null ? null : Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / 1_000)
}
