import type { Tx } from '@/db/client'
import { lockProject } from '@/db/queries/projects'
import { countHoldingTokens } from '@/db/queries/protection/bypass-tokens'
import { MAX_BYPASS_TOKENS } from '@/lib/contract/bypass-tokens'
import { OpError } from '@/lib/ops/errors'
import type { Project } from '@/lib/ops/require-project'

/**
 * Refuses one more bypass token where the project has as many active ones as it may. The project stays locked until the
 * transaction ends: two at once would each find room for itself.
 */
export async function requireRoomForToken(tx: Tx, project: Project): Promise<void> {
  await lockProject(tx, project.id)
  if ((await countHoldingTokens(tx, project.id)) < MAX_BYPASS_TOKENS) return
  throw new OpError(
    'conflict',
    `${project.name} already has ${MAX_BYPASS_TOKENS} active bypass tokens, which is the limit. Revoke one that is no longer used.`,
  )
}
