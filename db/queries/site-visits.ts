import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { sessions } from '@/db/schema/access'
import { siteVisits } from '@/db/schema/protection'

/** Gives leave for a host, to be taken up within `ticketSeconds`, and forgets leaves that are over. Resolves to when that is. */
export async function insertVisit(
  tx: Tx,
  visit: {
    readonly id: string
    readonly projectId: string
    readonly host: string
    readonly sessionId: string
    readonly ticketSeconds: number
    readonly lifeSeconds: number
  },
): Promise<{ readonly ticketEndsAt: Date }> {
  const { ticketSeconds, lifeSeconds, ...columns } = visit
  await tx.delete(siteVisits).where(lt(siteVisits.endsAt, sql`now()`))
  const [row] = await tx
    .insert(siteVisits)
    .values({ ...columns, ticketEndsAt: secondsFromNow(ticketSeconds), endsAt: secondsFromNow(lifeSeconds) })
    .returning({ ticketEndsAt: siteVisits.ticketEndsAt })
  if (row === undefined) throw new Error('The leave was not written.')
  return row
}

/** Takes a leave up, for once: resolves to how long it holds, `undefined` when it was taken up before or has run out. */
export async function redeemVisit(db: Queryable, visit: { readonly id: string; readonly host: string }) {
  const [row] = await db
    .update(siteVisits)
    .set({ redeemedAt: sql`now()` })
    .where(
      and(
        eq(siteVisits.id, visit.id),
        eq(siteVisits.host, visit.host),
        isNull(siteVisits.redeemedAt),
        gt(siteVisits.ticketEndsAt, sql`now()`),
      ),
    )
    .returning({ lifeSeconds: sql<number>`extract(epoch from ${siteVisits.endsAt} - now())::int` })
  return row
}

/** Whether a leave that was taken up still holds: neither it nor the session that it came by is over. */
export async function holdsVisit(db: Queryable, visit: { readonly id: string; readonly host: string }) {
  const [row] = await db
    .select({ id: siteVisits.id })
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
  return row !== undefined
}

function secondsFromNow(seconds: number) {
  return sql`now() + ${`${seconds} seconds`}::interval`
}
