import { findOperatorByEmail, forgetSignInTries, takeSignInTry } from '@/db/queries/access/access'
import { appendAudit } from '@/db/queries/audit'
import type { SignInInput } from '@/lib/contract/access'
import { type OpenedSession, openSession } from '@/lib/ops/access/open-session'
import { isRightPassword } from '@/lib/ops/access/password'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'

/** An account waits a minute at most, so that a stranger cannot lock its owner out; an address waits longer. */
const ACCOUNT_LIMIT = { free: 5, maxWaitSeconds: 60 } as const
const ADDRESS_LIMIT = { free: 20, maxWaitSeconds: 900 } as const

/**
 * Signs an operator in. A wrong address and a wrong password read alike and take equally long, and tries are counted for
 * addresses that nobody has as well, so that answers do not tell who has an account.
 */
export async function signIn(ctx: OpsContext, input: SignInInput): Promise<OpenedSession> {
  const keys = signInKeys(ctx, input.email)
  const isAllowed = await ctx.db.transaction((tx) => takeSignInTry(tx, keys))
  if (!isAllowed) throw new OpError('too_many_requests', 'Too many attempts. Wait a minute, then try again.')

  const operator = await findOperatorByEmail(ctx.db, input.email)
  const isRight = await isRightPassword(operator?.passwordHash, input.password)
  if (operator === undefined || !isRight) throw new OpError('unauthorized', 'The email address or password is wrong.')

  return ctx.db.transaction(async (tx) => {
    await forgetSignInTries(
      tx,
      keys.map(({ key }) => key),
    )
    const session = await openSession(ctx, tx, operator)
    await appendAudit(tx, {
      projectId: null,
      actor: operator.email,
      action: 'access.sign_in',
      details: {},
      ip: ctx.client.ip,
    })
    return session
  })
}

/** What tries at this account are counted by, with their limits: the address they come from, then the account. */
export function signInKeys({ client }: OpsContext, email: string) {
  return [
    ...(client.ip === null ? [] : [{ key: `ip:${client.ip}`, ...ADDRESS_LIMIT }]),
    { key: `email:${email.toLowerCase()}`, ...ACCOUNT_LIMIT },
  ]
}
