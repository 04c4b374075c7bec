import type { z } from 'zod'
import type { CreateBypassTokenResult, createBypassTokenInput } from '@/lib/contract/bypass-tokens'
import { changeTokens } from '@/lib/ops/bypass-tokens/change-tokens'
import { mintBypassToken } from '@/lib/ops/bypass-tokens/mint-bypass-token'
import { requireRoomForToken } from '@/lib/ops/bypass-tokens/require-room'
import type { OpsContext } from '@/lib/ops/context'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { requireProject } from '@/lib/ops/require-project'

const SECONDS_PER_DAY = 86_400

/**
 * Makes a bypass token. Its secret is returned once and stored nowhere. The scope is `deploy`: whoever may deploy could put
 * a token into a build anyway.
 */
export async function createBypassToken(
  ctx: OpsContext,
  input: z.output<typeof createBypassTokenInput>,
): Promise<CreateBypassTokenResult> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const { note, purposes, paths, deployments, expiresInDays } = input
  for (const id of deployments) await requireReady(ctx, project, id)
  return ctx.db.transaction(async (tx) => {
    await requireRoomForToken(tx, project)
    const lifeSeconds = expiresInDays === undefined ? null : expiresInDays * SECONDS_PER_DAY
    const scope = { purposes, paths, deploymentIds: deployments }
    const { id, secret } = await mintBypassToken(ctx, tx, { projectId: project.id, note, ...scope, lifeSeconds })
    const changed = await changeTokens(ctx, tx, {
      project,
      action: 'bypass_tokens.create',
      id,
      details: { note, purposes, paths, deployments, lifeSeconds },
    })
    return { token: secret, ...changed }
  })
}
