import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { isLiving } from '@/db/queries/access/access'
import { LOCKS } from '@/db/queries/locks'
import { apiTokens, invitations, operators, sessions } from '@/db/schema/access'

type Reach = {
  readonly role: (typeof operators.$inferSelect)['role']
  readonly projectIds: string[] | null
}

/** Everybody who may sign in, by address; or the one of that id. */
export async function listMembers(db: Queryable, only: { readonly id?: string } = {}) {
  return db
    .select({
      id: operators.id,
      email: operators.email,
      role: operators.role,
      projectIds: operators.projectIds,
      createdAt: operators.createdAt,
      sessionCount: sql<number>`count(${sessions.id})::int`,
      lastSeenAt: sql<Date | null>`max(${sessions.lastSeenAt})`.mapWith(sessions.lastSeenAt),
    })
    .from(operators)
    .leftJoin(sessions, and(eq(sessions.operatorId, operators.id), isLiving))
    .where(only.id === undefined ? undefined : eq(operators.id, only.id))
    .groupBy(operators.id)
    .orderBy(asc(operators.email))
}

/**
 * The member, and how many owners there are, both locked until the transaction ends: of two owners who demote themselves at
 * once, the second sees what the first did. Owners are locked in the order of their ids, the member last.
 */
export async function lockMember(tx: Tx, id: string) {
  const owners = await tx
    .select({ id: operators.id })
    .from(operators)
    .where(eq(operators.role, 'owner'))
    .orderBy(asc(operators.id))
    .for('update')
  const [row] = await tx.select().from(operators).where(eq(operators.id, id)).for('update')
  return row && { ...row, isLastOwner: row.role === 'owner' && owners.every((owner) => owner.id === id) }
}

/** Changes what a member may do, and in which projects. */
export async function updateMember(tx: Tx, id: string, { role, projectIds }: Reach) {
  await tx.update(operators).set({ role, projectIds }).where(eq(operators.id, id))
}

/** Removes a member with all sessions. */
export async function deleteMember(tx: Tx, id: string) {
  await tx.delete(operators).where(eq(operators.id, id))
}

/** Replaces the password hash of an operator. */
export async function updatePassword(tx: Tx, id: string, passwordHash: string) {
  await tx.update(operators).set({ passwordHash }).where(eq(operators.id, id))
}

/** The password hash of an operator, or `undefined`. */
export async function findPasswordHash(db: Queryable, id: string): Promise<string | undefined> {
  const [row] = await db.select({ hash: operators.passwordHash }).from(operators).where(eq(operators.id, id))
  return row?.hash
}

/** Names of tokens that this one made and that still work. */
export async function listTokensMadeBy(db: Queryable, createdBy: string): Promise<string[]> {
  const works = sql`coalesce(${apiTokens.expiresAt} > now(), true)`
  const rows = await db
    .select({ name: apiTokens.name })
    .from(apiTokens)
    .where(and(eq(apiTokens.createdBy, createdBy), isNull(apiTokens.revokedAt), works))
    .orderBy(asc(apiTokens.name))
  return rows.map(({ name }) => name)
}

/** Nobody else makes an invitation until the transaction ends: of two for one address, the second withdraws the first. */
export async function lockInvitations(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.invite})`)
}

/** Stores an invitation that expires after `lifeHours`, by the database's clock. */
export async function insertInvitation(
  tx: Tx,
  { lifeHours, ...invitation }: Omit<typeof invitations.$inferInsert, 'expiresAt'> & { readonly lifeHours: number },
) {
  const [row] = await tx
    .insert(invitations)
    .values({ ...invitation, expiresAt: sql`now() + make_interval(hours => ${lifeHours})` })
    .returning()
  if (row === undefined) throw new Error('An invitation was not stored.')
  return row
}

const IS_EXPIRED = sql<boolean>`${invitations.expiresAt} <= now()`
const isUnsettled = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt))

/** Invitations that were neither used nor withdrawn, newest first. */
export async function listInvitations(db: Queryable) {
  return db
    .select({ invitation: invitations, isExpired: IS_EXPIRED })
    .from(invitations)
    .where(isUnsettled)
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
}

/** The invitation with this hash, whatever became of it. */
export async function findInvitation(db: Queryable, secretHash: string) {
  const [row] = await db
    .select({ invitation: invitations, isExpired: IS_EXPIRED })
    .from(invitations)
    .where(eq(invitations.secretHash, secretHash))
  return row
}

/** Uses an invitation that still works. Resolves to whether this call did it: of two at once, one does. */
export async function acceptInvitation(tx: Tx, id: string): Promise<boolean> {
  const used = await tx
    .update(invitations)
    .set({ acceptedAt: sql`now()` })
    .where(and(eq(invitations.id, id), isUnsettled, sql`not ${IS_EXPIRED}`))
    .returning({ id: invitations.id })
  return used.length > 0
}

/** Withdraws what nobody used: the invitation of an id, or those for or by somebody. Resolves to whom they were for. */
export async function withdrawInvitations(tx: Tx, by: 'id' | 'email' | 'createdBy', value: string): Promise<string[]> {
  const withdrawn = await tx
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(invitations[by], value), isUnsettled))
    .returning({ email: invitations.email })
  return withdrawn.map(({ email }) => email)
}
