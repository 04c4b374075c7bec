import { insertOperator } from '@/db/queries/access/access'
import { acceptInvitation as useInvitation } from '@/db/queries/access/members'
import { appendAudit } from '@/db/queries/audit'
import type { AcceptInput } from '@/lib/contract/members'
import { type OpenedSession, openSession } from '@/lib/ops/access/open-session'
import { hashPassword } from '@/lib/ops/access/password'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { newId } from '@/lib/ops/identifiers'
import { requireInvitation } from '@/lib/ops/members/require-invitation'

/** Makes whoever holds the link a member and signs them in. The link works once: of two who use it at once, one does. */
export async function acceptInvitation(ctx: OpsContext, input: AcceptInput): Promise<OpenedSession> {
  const { id, email, role, projectIds } = await requireInvitation(ctx.db, input.secret)
  // Only now: a hash costs 19 MiB and much time, and anybody may call.
  const passwordHash = await hashPassword(input.password)
  return ctx.db.transaction(async (tx) => {
    if (!(await useInvitation(tx, id))) {
      // Used, withdrawn or expired meanwhile: it says which.
      await requireInvitation(tx, input.secret)
      throw new OpError('conflict', 'The invitation changed just now. Open the link again.')
    }
    const operator = { id: newId('opr'), email, role, projectIds }
    if (!(await insertOperator(tx, { ...operator, passwordHash }))) {
      throw new OpError('conflict', `${email} is already a member. Sign in.`)
    }
    const session = await openSession(ctx, tx, operator)
    await appendAudit(tx, {
      projectId: null,
      actor: email,
      action: 'members.accept',
      details: { invitation: id, operator: operator.id, role },
      ip: ctx.client.ip,
    })
    return session
  })
}
