import type { Queryable } from '@/db/client'
import { findInvitation } from '@/db/queries/access/members'
import { OpError } from '@/lib/ops/errors'
import { hashSecret } from '@/lib/ops/identifiers'

type Invitation = NonNullable<Awaited<ReturnType<typeof findInvitation>>>['invitation']

const ASK_AGAIN = 'Ask whoever sent it for a new one.'

/** The invitation of this secret, if its link still works. Whoever holds the secret is told why it does not. */
export async function requireInvitation(db: Queryable, secret: string): Promise<Invitation> {
  const found = await findInvitation(db, hashSecret(secret))
  if (found === undefined) {
    throw new OpError(
      'forbidden',
      'This is not an invitation to this Freshet: the link is incomplete or belongs to another one. Open it exactly as it was sent.',
    )
  }
  const { invitation, isExpired } = found
  if (invitation.acceptedAt !== null) {
    throw new OpError(
      'forbidden',
      `This invitation has been used. Sign in; if it was not you who used it, tell an owner.`,
    )
  }
  if (invitation.revokedAt !== null) throw new OpError('forbidden', `This invitation was withdrawn. ${ASK_AGAIN}`)
  if (isExpired) throw new OpError('forbidden', `This invitation has expired. ${ASK_AGAIN}`)
  return invitation
}
