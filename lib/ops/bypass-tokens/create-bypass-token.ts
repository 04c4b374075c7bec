import type { z } from 'zod'
import { countHoldingTokens } from '@/db/queries/bypass-tokens'
import { lockProject } from '@/db/queries/projects'
import {
  type CreateBypassTokenResult,
  type createBypassTokenInput,
  MAX_BYPASS_TOKENS,
} from '@/lib/contract/bypass-tokens'
import { changeTokens } from '@/lib/ops/bypass-tokens/change-tokens'
import { mintBypassToken } from '@/lib/ops/bypass-tokens/mint-bypass-token'
import type { OpsContext } from '@/lib/ops/context'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'

const SECONDS_PER_DAY = 86_400

/**
 * Makes a bypass token; its secret is in this answer and nowhere else. Who may deploy may do so: a build brings a token of
 * its own along.
 */
export async function createBypassToken(
  ctx: OpsContext,
  input: z.output<typeof createBypassTokenInput>,
): Promise<CreateBypassTokenResult> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const { note, purposes, paths, deployments, expiresInDays } = input
  for (const id of deployments) await requireReady(ctx, project, id)
  return ctx.db.transaction(async (tx) => {
    // Two at once would each find room for itself.
    await lockProject(tx, project.id)
    if ((await countHoldingTokens(tx, project.id)) >= MAX_BYPASS_TOKENS) {
      throw new OpError(
        'conflict',
        `${project.name} has ${MAX_BYPASS_TOKENS} bypass tokens that hold, and no room for more. Revoke one that nobody uses.`,
      )
    }
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
