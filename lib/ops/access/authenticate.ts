import type { Db } from '@/db/client'
import { findSession, findToken, touchSession, touchToken } from '@/db/queries/access/access'
import { tokenScope } from '@/lib/contract/access'
import type { Actor } from '@/lib/ops/context'
import { hashSecret } from '@/lib/ops/identifiers'

/** Whoever the session's secret belongs to, or `undefined` when it ended or never was. Rejects when it cannot tell. */
export async function actorOfSession(db: Db, secret: string): Promise<Actor | undefined> {
  const sessionId = hashSecret(secret)
  const session = await findSession(db, sessionId)
  if (session === undefined) return undefined
  if (session.isTouchDue) await touchSession(db, sessionId)
  const { id, email, role, projectIds } = session
  return { kind: 'operator', id, email, role, sessionId, ...(projectIds === null ? {} : { projectIds }) }
}

/** What the token's secret allows, or `undefined` when it was revoked, ran out or never was. */
export async function actorOfToken(db: Db, secret: string): Promise<Actor | undefined> {
  const token = await findToken(db, hashSecret(secret))
  if (token === undefined) return undefined
  if (token.isTouchDue) await touchToken(db, token.id)
  const { id, name, projectId } = token
  return { kind: 'token', id, name, projectId, scopes: tokenScope.array().parse(token.scopes) }
}
