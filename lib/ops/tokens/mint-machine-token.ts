import { sweepTokens } from '@/db/queries/access/access'
import type { TokenSummary } from '@/lib/contract/access'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { mintToken } from '@/lib/ops/tokens/mint-token'

const NAME = 'cli on this machine'
/** Long enough for one call of the CLI, an upload included. */
const LIFE_SECONDS = 3_600

/** A token for one call of the CLI beside the database. Those of earlier calls that ran out are removed. */
export async function mintMachineToken(ctx: OpsContext): Promise<string> {
  if (ctx.actor.kind !== 'machine') throw new OpError('forbidden', 'Only this machine gets such a token.')
  return ctx.db.transaction(async (tx) => {
    await sweepTokens(tx, NAME)
    const token = { name: NAME, scopes: ['admin' as const], projectId: null, lifeSeconds: LIFE_SECONDS }
    return (await mintToken(ctx, tx, token)).secret
  })
}

/** Whether a token was made by `mintMachineToken`: nobody hands it out, and it ends by itself. */
export function isMachineToken({ name, createdBy, expiresAt }: TokenSummary): boolean {
  return name === NAME && createdBy === actorName({ kind: 'machine' }) && expiresAt !== null
}
