import { ensureSetupSecret, hasOperators } from '@/db/queries/access/access'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { newSecret } from '@/lib/ops/identifiers'

/** The secret of the link that makes the first owner: the same at every start, `null` once somebody has signed up. */
export async function ensureSetupLink(ctx: OpsContext): Promise<string | null> {
  if (ctx.actor.kind !== 'machine') throw new OpError('forbidden', 'Only this machine may see the set-up link.')
  if (await hasOperators(ctx.db)) return null
  return ensureSetupSecret(ctx.db, newSecret())
}
