import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { sessions } from '@/db/schema/access'
import { siteVisits } from '@/db/schema/protection'

/** A leave ends this long after it was last used; the session that it came by may end it sooner. */
const IDLE = sql`interval '1 hour'`

/** Gives leave for a host, to be taken up within `ticketSeconds`, and forgets leaves that are over. Resolves to when that is. */
export async function insertVisit(
  tx: Tx,
  visit: {
    readonly id: string
    readonly projectId: string
    readonly host: string
    readonly sessionId: string
    readonly ticketSeconds: number
  },
): Promise<{ readonly ticketEndsAt: Date }> {
  const { ticketSeconds, ...columns } = visit
  await tx.delete(siteVisits).where(lt(siteVisits.endsAt, sql`now()`))
  const [row] = await tx
    .insert(siteVisits)
    .values({
      ...columns,
      ticketEndsAt: sql`now() + ${`${ticketSeconds} seconds`}::interval`,
      endsAt: sql`now() + ${IDLE}`,
    })
    .returning({ ticketEndsAt: siteVisits.ticketEndsAt })
  if (row === undefined) throw new Error('The leave was not written.')
  return row
}

/**
 * Takes a leave up, for once: resolves to how long it can hold at most, which is as long as its session does; `undefined` when it was
 * taken up before, or it or its session has run out.
 */
export async function redeemVisit(db: Queryable, visit: { readonly id: string; readonly host: string }) {
  const [row] = await db
    .update(siteVisits)
    .set({ redeemedAt: sql`now()` })
    .from(sessions)
    .where(
      and(
        eq(sessions.id, siteVisits.sessionId),
        eq(siteVisits.id, visit.id),
        eq(siteVisits.host, visit.host),
        isNull(siteVisits.redeemedAt),
        gt(siteVisits.ticketEndsAt, sql`now()`),
        gt(sessions.expiresAt, sql`now()`),
      ),
    )
    .returning({ lifeSeconds: sql<number>`extract(epoch from ${sessions.expiresAt} - now())::int` })
  return row
}

/**
 * Whether a leave that was taken up still holds: neither has it gone unused for too long, nor is the session over that it came by.
 * To ask is to use it, which is noted once a minute.
 */
export async function holdsVisit(db: Queryable, visit: { readonly id: string; readonly host: string }) {
  const [row] = await db
    .select({ isNoteDue: sql<boolean>`${siteVisits.endsAt} < now() + ${IDLE} - interval '1 minute'` })
    .from(siteVisits)
    .innerJoin(sessions, eq(sessions.id, siteVisits.sessionId))
    .where(
      and(
        eq(siteVisits.id, visit.id),
        eq(siteVisits.host, visit.host),
        gt(siteVisits.endsAt, sql`now()`),
        gt(sessions.expiresAt, sql`now()`),
      ),
    )
  if (row?.isNoteDue) {
    await db
      .update(siteVisits)
      .set({ endsAt: sql`now() + ${IDLE}` })
      .where(eq(siteVisits.id, visit.id))
  }
  return row !== undefined
}
