import { deleteSessions, forgetSignInTries, takeSignInTry } from '@/db/queries/access/access'
import { findPasswordHash, updatePassword } from '@/db/queries/access/members'
import { appendAudit } from '@/db/queries/audit'
import type { ChangePasswordInput } from '@/lib/contract/access'
import { type OpenedSession, openSession } from '@/lib/ops/access/open-session'
import { hashPassword, isRightPassword } from '@/lib/ops/access/password'
import { signInKeys } from '@/lib/ops/access/sign-in'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireSession } from '@/lib/ops/require-scope'

/** Changes the operator's own password. Every session ends; the caller's browser gets a new one. */
export async function changePassword(ctx: OpsContext, input: ChangePasswordInput): Promise<OpenedSession> {
  const { id, email, role } = requireSession(ctx)
  // Whoever has got hold of a session may guess here no faster than at the door.
  const keys = signInKeys(ctx, email)
  const isAllowed = await ctx.db.transaction((tx) => takeSignInTry(tx, keys))
  if (!isAllowed) throw new OpError('too_many_requests', 'Too many attempts. Wait a minute, then try again.')
  const isRight = await isRightPassword(await findPasswordHash(ctx.db, id), input.current)
  if (!isRight) throw new OpError('forbidden', 'That is not your current password.')
  const passwordHash = await hashPassword(input.password)
  return ctx.db.transaction(async (tx) => {
    await forgetSignInTries(
      tx,
      keys.map(({ key }) => key),
    )
    await updatePassword(tx, id, passwordHash)
    const ended = await deleteSessions(tx, { operatorId: id })
    const session = await openSession(ctx, tx, { id, email, role })
    await appendAudit(tx, {
      projectId: null,
      actor: email,
      action: 'access.change_password',
      details: { sessionsEnded: ended },
      ip: ctx.client.ip,
    })
    return session
  })
}
