import { listBakedTokens } from '@/db/queries/protection/baked-tokens'
import { listWrongTokens, sumWrongTokens } from '@/db/queries/protection/bypass-token-counts'
import { listBypassTokens as readTokens } from '@/db/queries/protection/bypass-tokens'
import type { BakedToken, BypassTokenList, ListBypassTokensInput } from '@/lib/contract/bypass-tokens'
import { toBypassToken } from '@/lib/ops/bypass-tokens/to-bypass-token'
import type { OpsContext } from '@/lib/ops/context'
import { requireProject } from '@/lib/ops/require-project'

const TOKENS = 200
const WRONG = 20
const DEPLOYMENTS = 20

/** Who may get past the cache or past protection, and who tried. */
export async function listBypassTokens(ctx: OpsContext, input: ListBypassTokensInput): Promise<BypassTokenList> {
  const { id: projectId, name } = await requireProject(ctx, 'read', input.project)
  const [tokens, baked, sum, newest] = await Promise.all([
    readTokens(ctx.db, { projectId, limit: TOKENS }),
    listBakedTokens(ctx.db, { projectId, newest: DEPLOYMENTS }),
    sumWrongTokens(ctx.db, projectId),
    listWrongTokens(ctx.db, { projectId, limit: WRONG }),
  ])
  return {
    tokens: tokens.map((row) => toBypassToken(row, name)),
    baked: toBaked(baked),
    wrong: {
      ...sum,
      newest: newest.map(({ firstAt, lastAt, projectId: _, ...row }) => ({
        ...row,
        firstAt: firstAt.toISOString(),
        lastAt: lastAt.toISOString(),
      })),
    },
  }
}

type BakedRow = Awaited<ReturnType<typeof listBakedTokens>>[number]

/** One token of several deployments is one row: who knows it opens them all. */
function toBaked(rows: readonly BakedRow[]): BakedToken[] {
  return [...Map.groupBy(rows, ({ token }) => token).values()].map((group) => ({
    deployments: group.map(({ deployment_id: id, created_at, is_shown: isShown, routes, prerenders }) => ({
      id,
      isShown,
      routes,
      prerenders,
      createdAt: created_at.toISOString(),
    })),
    routes: group.reduce((sum, { routes }) => sum + routes, 0),
    prerenders: group.reduce((sum, { prerenders }) => sum + prerenders, 0),
  }))
}
