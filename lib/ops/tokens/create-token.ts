import { listTokens } from '@/db/queries/access/access'
import type { CreateTokenInput, CreateTokenResult } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { projectIdsOf, requireProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'
import { mintToken } from '@/lib/ops/tokens/mint-token'
import { toToken } from '@/lib/ops/tokens/to-token'

const SECONDS_PER_DAY = 86_400

/** Makes a token. Its secret is in this answer and nowhere else; a token of one project makes none for others. */
export async function createToken(ctx: OpsContext, input: CreateTokenInput): Promise<CreateTokenResult> {
  requireScope(ctx, 'admin')
  const { name, scopes, expiresInDays } = input
  const projectId = input.project === undefined ? null : (await requireProject(ctx, 'admin', input.project)).id
  if (projectId === null && projectIdsOf(ctx) !== null) {
    throw new OpError('forbidden', 'This token is confined to a project: name it for the new token too.')
  }
  const lifeSeconds = expiresInDays === undefined ? null : expiresInDays * SECONDS_PER_DAY
  return ctx.db.transaction(async (tx) => {
    const { id, secret } = await mintToken(ctx, tx, { name, scopes, projectId, lifeSeconds })
    const [row] = await listTokens(tx, { id })
    if (row === undefined) throw new Error(`The token ${id} went while it was being made.`)
    return { token: secret, summary: toToken(row) }
  })
}
