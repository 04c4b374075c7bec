import type { Tx } from '@/db/client'
import { deleteSession, insertSession } from '@/db/queries/access/access'
import type { OperatorSelf } from '@/lib/contract/access'
import type { OpsContext } from '@/lib/ops/context'
import { hashSecret, newSecret } from '@/lib/ops/identifiers'

/** A session just opened. The secret goes into the browser's cookie; only its hash is kept. */
export type OpenedSession = { readonly self: OperatorSelf; readonly secret: string }

/** Opens a session with a new secret, never one that the browser brought along. */
export async function openSession(
  ctx: OpsContext,
  tx: Tx,
  operator: OperatorSelf & { readonly id: string },
): Promise<OpenedSession> {
  // Whoever signs in again in the same browser leaves no session behind that nobody has a cookie of.
  if (ctx.actor.kind === 'operator') {
    await deleteSession(tx, { id: ctx.actor.sessionId, operatorId: ctx.actor.id })
  }
  const secret = newSecret()
  const { ip, userAgent } = ctx.client
  await insertSession(tx, { id: hashSecret(secret), operatorId: operator.id, ip, userAgent })
  return { self: { email: operator.email, role: operator.role }, secret }
}
