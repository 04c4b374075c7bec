import { and, asc, desc, eq, gt, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { apiTokens, operators, sessions, setupLinks, signInFailures } from '@/db/schema/access'
import { projects } from '@/db/schema/projects'

/** A session ends this long after it began, however busy it is. */
const SESSION_HOURS = 12
/** … and this long after its last request. */
const IDLE_HOURS = 1

/** The operator of a living session, or `undefined`. */
export async function findSession(db: Queryable, sessionId: string) {
  const [row] = await db
    .select({
      id: operators.id,
      email: operators.email,
      role: operators.role,
      projectIds: operators.projectIds,
      isTouchDue: sql<boolean>`${sessions.lastSeenAt} < now() - interval '1 minute'`,
    })
    .from(sessions)
    .innerJoin(operators, eq(operators.id, sessions.operatorId))
    .where(and(eq(sessions.id, sessionId), isLiving))
  return row
}

/** Notes that the session is in use. Callers do so once a minute at most. */
export async function touchSession(db: Queryable, sessionId: string) {
  await db.update(sessions).set({ lastSeenAt: sql`now()` }).where(eq(sessions.id, sessionId))
}

/** Opens a session, and sweeps out those of the same operator that have ended. */
export async function insertSession(
  tx: Tx,
  session: {
    readonly id: string
    readonly operatorId: string
    readonly userAgent: string | null
    readonly ip: string | null
  },
) {
  await tx.delete(sessions).where(and(eq(sessions.operatorId, session.operatorId), sql`not (${isLiving})`))
  await tx.insert(sessions).values({ ...session, expiresAt: sql`now() + make_interval(hours => ${SESSION_HOURS})` })
}

/** Living sessions of an operator, the one used last first. */
export async function listSessions(db: Queryable, operatorId: string) {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.operatorId, operatorId), isLiving))
    .orderBy(desc(sessions.lastSeenAt))
}

/** Ends all sessions of an operator but the one named, if any. Resolves to how many there were. */
export async function deleteSessions(
  tx: Tx,
  { operatorId, exceptId }: { readonly operatorId: string; readonly exceptId?: string },
): Promise<number> {
  const gone = await tx
    .delete(sessions)
    .where(and(eq(sessions.operatorId, operatorId), exceptId === undefined ? undefined : ne(sessions.id, exceptId)))
    .returning({ id: sessions.id })
  return gone.length
}

/** Ends a session of this operator. Resolves to whether there was one. */
export async function deleteSession(db: Queryable, session: { readonly id: string; readonly operatorId: string }) {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.id, session.id), eq(sessions.operatorId, session.operatorId)))
    .returning({ id: sessions.id })
  return gone.length > 0
}

/** The operator with this address (compared in lower case), or `undefined`. */
export async function findOperatorByEmail(db: Queryable, email: string) {
  const [row] = await db.select().from(operators).where(eq(operators.email, email.toLowerCase()))
  return row
}

/** Resolves to whether it did: not where somebody has that address, even since a moment ago. */
export async function insertOperator(tx: Tx, operator: typeof operators.$inferInsert): Promise<boolean> {
  const inserted = await tx
    .insert(operators)
    .values({ ...operator, email: operator.email.toLowerCase() })
    .onConflictDoNothing({ target: operators.email })
    .returning({ id: operators.id })
  return inserted.length > 0
}

/** Whether anybody can sign in yet. */
export async function hasOperators(db: Queryable): Promise<boolean> {
  const [row] = await db.select({ id: operators.id }).from(operators).limit(1)
  return row !== undefined
}

/** Keeps the set-up secret unless there is one; resolves to the one that holds. */
export async function ensureSetupSecret(db: Queryable, secret: string): Promise<string> {
  await db.insert(setupLinks).values({ secret }).onConflictDoNothing()
  const [row] = await db.select({ secret: setupLinks.secret }).from(setupLinks)
  if (row === undefined) throw new Error('The set-up link was used while it was being made.')
  return row.secret
}

/** The set-up secret, locked until the transaction ends: of two who use the link at once, the second finds none. */
export async function lockSetupSecret(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.select({ secret: setupLinks.secret }).from(setupLinks).for('update')
  return row?.secret
}

/** Ends the set-up link: the first owner has been made. */
export async function deleteSetupSecret(tx: Tx) {
  await tx.delete(setupLinks)
}

/**
 * Takes one try at signing in for each key, unless one of them has to wait: after `free` failures the wait doubles from
 * one second up to `maxWaitSeconds`; a day without tries forgets them. Counted before the password is looked at, so that
 * many tries at once cannot slip through. Keys after one that has to wait are not counted, so that somebody who has to
 * wait everywhere neither locks accounts nor fills the table. Resolves to whether the try may go on.
 */
export async function takeSignInTry(
  tx: Tx,
  keys: readonly { readonly key: string; readonly free: number; readonly maxWaitSeconds: number }[],
): Promise<boolean> {
  for (const { key, free, maxWaitSeconds } of keys) {
    const waitSeconds = sql`least(${maxWaitSeconds}::numeric, power(2::numeric, least(${signInFailures.count} - ${free}, 30)))`
    const [taken] = await tx
      .insert(signInFailures)
      .values({ key, count: 1, lastAt: sql`now()` })
      .onConflictDoUpdate({
        target: signInFailures.key,
        set: {
          count: sql`case when ${signInFailures.lastAt} < now() - interval '1 day' then 1 else ${signInFailures.count} + 1 end`,
          lastAt: sql`now()`,
        },
        setWhere: sql`${signInFailures.count} < ${free} or ${signInFailures.lastAt} + make_interval(secs => (${waitSeconds})::double precision) <= now()`,
      })
      .returning({ key: signInFailures.key })
    if (taken === undefined) return false
  }
  return true
}

/** A right password forgives the wrong ones before it, and sweeps out those of everybody that a day has forgotten. */
export async function forgetSignInTries(tx: Tx, keys: readonly string[]) {
  const isForgotten = sql`${signInFailures.lastAt} < now() - interval '1 day'`
  await tx.delete(signInFailures).where(or(inArray(signInFailures.key, [...keys]), isForgotten))
}

/** The token with this hash, unless it was revoked or ran out. */
export async function findToken(db: Queryable, secretHash: string) {
  const [row] = await db
    .select({
      id: apiTokens.id,
      name: apiTokens.name,
      scopes: apiTokens.scopes,
      projectId: apiTokens.projectId,
      isTouchDue: sql<boolean>`coalesce(${apiTokens.lastUsedAt} < now() - interval '1 minute', true)`,
    })
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.secretHash, secretHash),
        isNull(apiTokens.revokedAt),
        or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, sql`now()`)),
      ),
    )
  return row
}

/** Notes that the token is in use. Callers do so once a minute at most. */
export async function touchToken(db: Queryable, id: string) {
  await db.update(apiTokens).set({ lastUsedAt: sql`now()` }).where(eq(apiTokens.id, id))
}

/** Keeps a new token; `lifeSeconds` of `null` is until revoked. */
export async function insertToken(
  tx: Tx,
  { lifeSeconds, ...token }: Omit<typeof apiTokens.$inferInsert, 'expiresAt'> & { readonly lifeSeconds: number | null },
) {
  const expiresAt = lifeSeconds === null ? null : sql`now() + make_interval(secs => ${lifeSeconds})`
  await tx.insert(apiTokens).values({ ...token, expiresAt })
}

/** Removes tokens of this name that ran out. */
export async function sweepTokens(tx: Tx, name: string) {
  await tx.delete(apiTokens).where(and(eq(apiTokens.name, name), sql`${apiTokens.expiresAt} <= now()`))
}

/** Tokens with the name of their project, oldest first; of one project, or by id, when asked. */
export async function listTokens(
  db: Queryable,
  only: { readonly id?: string; readonly projectIds?: readonly string[] } = {},
) {
  return db
    .select({ token: apiTokens, project: projects.name })
    .from(apiTokens)
    .leftJoin(projects, eq(projects.id, apiTokens.projectId))
    .where(
      and(
        only.id === undefined ? undefined : eq(apiTokens.id, only.id),
        only.projectIds === undefined ? undefined : inArray(apiTokens.projectId, [...only.projectIds]),
      ),
    )
    .orderBy(asc(apiTokens.createdAt), asc(apiTokens.id))
}

/** Revokes a token that works. Resolves to whether this call did it: of two at once, one does. */
export async function revokeToken(tx: Tx, id: string): Promise<boolean> {
  const revoked = await tx
    .update(apiTokens)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiTokens.id, id), isNull(apiTokens.revokedAt)))
    .returning({ id: apiTokens.id })
  return revoked.length > 0
}

/** Whether a row of `sessions` still signs anybody in. */
export const isLiving = sql`${sessions.expiresAt} > now() and ${sessions.lastSeenAt} > now() - make_interval(hours => ${IDLE_HOURS})`
