import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'
import { leases } from '@/db/schema/leases'

export type LeaseRequest = {
  readonly groupId: string
  readonly leaseId: string
  readonly edgeId: string
  readonly durationMs: number
  /** Whoever holds it loses it. */
  readonly takesOver: boolean
}

export type LeaseHeld = Pick<LeaseRequest, 'leaseId' | 'edgeId'>

/**
 * Takes a lease that nobody holds, that ran out, or that the same edge held. One that lasts longer than any that is taken now is from
 * before the clock of the database went back: whoever held it may be gone, and would be waited for as long as the step was. Resolves to the lease that holds now;
 * `undefined` when that was changed at this very moment.
 */
export async function takeLease(db: Queryable, request: LeaseRequest): Promise<LeaseHeld | undefined> {
  const { groupId, leaseId, edgeId, durationMs, takesOver } = request
  const [row] = await selectRows(
    db,
    z.object({ lease_id: z.string(), edge_id: z.string() }),
    sql`
      with taken as (
        insert into leases (group_id, lease_id, edge_id, expires_at)
        values (${groupId}, ${leaseId}, ${edgeId}, ${inMs(durationMs)})
        on conflict (group_id) do update
        set lease_id = excluded.lease_id, edge_id = excluded.edge_id, expires_at = excluded.expires_at
        where ${takesOver}::boolean or leases.edge_id = excluded.edge_id
          or leases.expires_at <= clock_timestamp() or leases.expires_at > ${inMs(durationMs)}
        returning lease_id, edge_id
      )
      select lease_id, edge_id from taken
      union all
      select lease_id, edge_id from leases where group_id = ${groupId} and not exists (select from taken)`,
  )
  return row === undefined ? undefined : { leaseId: row.lease_id, edgeId: row.edge_id }
}

/** Holds a lease for longer. Resolves false when somebody else has it by now. */
export async function renewLease(
  db: Queryable,
  lease: Pick<LeaseRequest, 'groupId' | 'leaseId' | 'durationMs'>,
): Promise<boolean> {
  const rows = await db
    .update(leases)
    .set({ expiresAt: inMs(lease.durationMs) })
    .where(isLease(lease))
    .returning({ groupId: leases.groupId })
  return rows.length > 0
}

/** Gives a lease back; does nothing if it is no longer held. */
export async function releaseLease(db: Queryable, lease: Pick<LeaseRequest, 'groupId' | 'leaseId'>): Promise<void> {
  await db.delete(leases).where(isLease(lease))
}

/** Removes what edges that died have left. */
export async function sweepLeases(db: Queryable): Promise<void> {
  await db.delete(leases).where(sql`${leases.expiresAt} < now() - interval '1 minute'`)
}

function isLease({ groupId, leaseId }: Pick<LeaseRequest, 'groupId' | 'leaseId'>) {
  return and(eq(leases.groupId, groupId), eq(leases.leaseId, leaseId))
}

function inMs(ms: number) {
  return sql`clock_timestamp() + ${`${ms} milliseconds`}::interval`
}
