import { listTokens as readTokens } from '@/db/queries/access/access'
import type { TokenList } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { projectIdsOf } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'
import { isMachineToken } from '@/lib/ops/tokens/mint-machine-token'
import { toToken } from '@/lib/ops/tokens/to-token'

/**
 * Every token that somebody made, revoked ones included; a token of one project sees those of that project. Those that the
 * CLI beside the database makes for each of its calls are left out: they would bury the others.
 */
export async function listTokens(ctx: OpsContext): Promise<TokenList> {
  requireScope(ctx, 'admin')
  const projectIds = projectIdsOf(ctx)
  const rows = await readTokens(ctx.db, projectIds === null ? {} : { projectIds })
  return { tokens: rows.map(toToken).filter((token) => !isMachineToken(token)) }
}
