import { deleteSetupSecret, hasOperators, insertOperator, lockSetupSecret } from '@/db/queries/access/access'
import { appendAudit } from '@/db/queries/audit'
import type { SetUpInput } from '@/lib/contract/access'
import { type OpenedSession, openSession } from '@/lib/ops/access/open-session'
import { hashPassword } from '@/lib/ops/access/password'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { isSameSecret, newId } from '@/lib/ops/identifiers'

/** Makes the first owner and signs them in. The link works once: of two who use it at once, one becomes the owner. */
export async function setUp(ctx: OpsContext, input: SetUpInput): Promise<OpenedSession> {
  return ctx.db.transaction(async (tx) => {
    const secret = await lockSetupSecret(tx)
    if (secret === undefined || !isSameSecret(secret, input.secret) || (await hasOperators(tx))) {
      throw new OpError('forbidden', 'This set-up link was used, or is not the one that the last start printed.')
    }
    // Only now: a hash costs 19 MiB and much time, and anybody may call.
    const passwordHash = await hashPassword(input.password)
    const operator = { id: newId('opr'), email: input.email.toLowerCase(), role: 'owner' as const }
    if (!(await insertOperator(tx, { ...operator, passwordHash }))) {
      throw new OpError('conflict', `${operator.email} became a member just now. Sign in.`)
    }
    await deleteSetupSecret(tx)
    const session = await openSession(ctx, tx, operator)
    await appendAudit(tx, {
      projectId: null,
      actor: operator.email,
      action: 'access.set_up',
      details: { operator: operator.id },
      ip: ctx.client.ip,
    })
    return session
  })
}
