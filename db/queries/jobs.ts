import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { NOW_MS } from '@/db/queries/now'
import { jobs } from '@/db/schema/jobs'

export type JobRow = typeof jobs.$inferSelect
type Json = JobRow['input']

export type NewJob = {
  readonly id: string
  readonly projectId: string | null
  readonly kind: string
  readonly input: Json
  /** `null` is now, by the database's clock. */
  readonly dueAtMs: number | null
  readonly actor: string
  /** At most one of a name waits or runs at a time. */
  readonly singleName?: string
}

/** Enqueues a job. Resolves to its row, or `undefined` when one of its name waits or runs already. */
export async function insertJob(db: Queryable, job: NewJob): Promise<JobRow | undefined> {
  const dueAtMs = job.dueAtMs ?? sql`floor(${NOW_MS})`
  const [row] = await db
    .insert(jobs)
    .values({ ...job, state: 'waiting', dueAtMs })
    .onConflictDoNothing()
    .returning()
  return row
}

/** Takes up to `limit` jobs of these kinds that are due, or whose edge lost its lease, for one edge. */
export async function claimJobs(
  db: Queryable,
  claim: {
    readonly kinds: readonly string[]
    readonly nowMs: number
    readonly leasedUntilMs: number
    readonly edgeId: string
    readonly leaseId: string
    readonly limit: number
  },
): Promise<JobRow[]> {
  const { nowMs, edgeId, leaseId, leasedUntilMs } = claim
  const due = sql`
    select id from ${jobs}
    where ${inArray(jobs.kind, [...claim.kinds])} and due_at_ms <= ${nowMs}
      and (state = 'waiting' or (state = 'running' and leased_until_ms <= ${nowMs}))
    order by due_at_ms limit ${claim.limit} for update skip locked`
  return db
    .update(jobs)
    .set({
      state: 'running',
      edgeId,
      leaseId,
      leasedUntilMs,
      attemptCount: sql`${jobs.attemptCount} + 1`,
      beganAtMs: sql`coalesce(${jobs.beganAtMs}, ${nowMs})`,
    })
    .where(sql`${jobs.id} in (${due})`)
    .returning()
}

export type Lease = { readonly id: string; readonly leaseId: string }

/** Keeps leases that are still held. Resolves to those, and whether somebody wants them to end. */
export async function renewJobLeases(
  db: Queryable,
  { leases, leasedUntilMs }: { readonly leases: readonly Lease[]; readonly leasedUntilMs: number },
) {
  if (leases.length === 0) return []
  return db
    .update(jobs)
    .set({ leasedUntilMs })
    .where(or(...leases.map(isHeld)))
    .returning({ id: jobs.id, leaseId: sql<string>`${jobs.leaseId}`, cancelledBy: jobs.cancelledBy })
}

/** Notes how far a job is. Resolves to whether its lease was still held. */
export async function updateJobProgress(
  db: Queryable,
  lease: Lease,
  progress: Pick<JobRow, 'doneCount' | 'totalCount' | 'activity' | 'checkpoint'>,
): Promise<boolean> {
  const rows = await db.update(jobs).set(progress).where(isHeld(lease)).returning({ id: jobs.id })
  return rows.length > 0
}

/** Ends a job. Resolves to whether its lease was still held. */
export async function endJob(
  db: Queryable,
  lease: Lease,
  end: Pick<JobRow, 'report' | 'message'> & {
    readonly state: 'done' | 'failed' | 'cancelled'
    readonly endedAtMs: number
  },
): Promise<boolean> {
  const ended = { ...end, ...NOT_LEASED, activity: null, checkpoint: null }
  const rows = await db.update(jobs).set(ended).where(isHeld(lease)).returning({ id: jobs.id })
  return rows.length > 0
}

/** Enqueues a job again; its checkpoint stays. `isCounted`: this attempt is one of those that it has. */
export async function returnJob(
  db: Queryable,
  lease: Lease,
  { dueAtMs, message, isCounted }: { dueAtMs: number; message: string | null; isCounted: boolean },
): Promise<void> {
  const attemptCount = isCounted ? jobs.attemptCount : sql`${jobs.attemptCount} - 1`
  await db
    .update(jobs)
    .set({ ...NOT_LEASED, state: 'waiting', dueAtMs, message, attemptCount })
    .where(isHeld(lease))
}

/** Enqueues the next run of recurring work, unless one waits or runs: so long after the last one ended. */
export async function insertRecurringJob(
  db: Queryable,
  job: {
    readonly id: string
    readonly kind: string
    readonly everyMs: number
    readonly nowMs: number
    readonly actor: string
  },
): Promise<void> {
  const { id, kind, everyMs, nowMs, actor } = job
  const lastEnd = sql`(select max(ended_at_ms) from ${jobs} where kind = ${kind} and is_recurring)`
  await db
    .insert(jobs)
    .values({
      id,
      kind,
      actor,
      projectId: null,
      input: {},
      state: 'waiting',
      singleName: kind,
      isRecurring: true,
      dueAtMs: sql`coalesce(${lastEnd} + ${everyMs}, ${nowMs})`,
    })
    .onConflictDoNothing()
}

/** Ends a job that waits, and asks for the end of one that runs. Resolves to its row, or `undefined` if it has ended. */
export async function cancelJob(db: Queryable, id: string, actor: string): Promise<JobRow | undefined> {
  const isWaiting = sql`${jobs.state} = 'waiting'`
  const [row] = await db
    .update(jobs)
    .set({
      cancelledBy: sql`coalesce(${jobs.cancelledBy}, ${actor})`,
      state: sql`case when ${isWaiting} then 'cancelled' else ${jobs.state} end`,
      endedAtMs: sql`case when ${isWaiting} then floor(${NOW_MS}) end`,
    })
    .where(and(eq(jobs.id, id), inArray(jobs.state, ['waiting', 'running'])))
    .returning()
  return row
}

/** One job, or `undefined`. */
export async function findJob(db: Queryable, id: string): Promise<JobRow | undefined> {
  const [row] = await db.select().from(jobs).where(eq(jobs.id, id))
  return row
}

/** Jobs of a project and of the whole installation: those that wait or run first, then the newest. */
export async function listJobs(
  db: Queryable,
  of: { readonly projectId: string; readonly kind?: string | undefined; readonly limit: number },
): Promise<JobRow[]> {
  const isOpen = inArray(jobs.state, ['waiting', 'running'])
  return db
    .select()
    .from(jobs)
    .where(
      and(
        or(eq(jobs.projectId, of.projectId), isNull(jobs.projectId)),
        of.kind === undefined ? undefined : eq(jobs.kind, of.kind),
      ),
    )
    .orderBy(desc(isOpen), desc(jobs.createdAt), desc(jobs.id))
    .limit(of.limit)
}

/** Forgets at most `limit` jobs that ended before an instant. Resolves to how many. */
export async function deleteOldJobs(
  db: Queryable,
  { endedBeforeMs, limit }: { readonly endedBeforeMs: number; readonly limit: number },
): Promise<number> {
  const old = sql`select id from ${jobs} where ended_at_ms < ${endedBeforeMs} limit ${limit} for update skip locked`
  const rows = await db.delete(jobs).where(sql`${jobs.id} in (${old})`).returning({ id: jobs.id })
  return rows.length
}

const NOT_LEASED = { edgeId: null, leaseId: null, leasedUntilMs: null } as const

function isHeld({ id, leaseId }: Lease) {
  return and(eq(jobs.id, id), eq(jobs.leaseId, leaseId), eq(jobs.state, 'running'))
}
