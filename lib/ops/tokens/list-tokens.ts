import { listTokens as readTokens } from '@/db/queries/access'
import type { TokenList } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { requireScope } from '@/lib/ops/require-scope'
import { toToken } from '@/lib/ops/tokens/to-token'

/** Every token, revoked ones included; a token of one project sees those of that project. */
export async function listTokens(ctx: OpsContext): Promise<TokenList> {
  requireScope(ctx, 'admin')
  const projectId = ctx.actor.kind === 'token' ? ctx.actor.projectId : null
  const rows = await readTokens(ctx.db, projectId === null ? {} : { projectId })
  return { tokens: rows.map(toToken) }
}
