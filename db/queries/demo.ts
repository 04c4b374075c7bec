import { sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { cronRuns } from '@/db/schema/crons'
import { edges } from '@/db/schema/edges'
import { jobs } from '@/db/schema/jobs'

/** An edge that ran for a while, as its heartbeat would have left it. */
export type PastEdge = {
  readonly id: string
  readonly region: string
  readonly version: string
  readonly memoryBytes: number
  readonly fromMs: number
  readonly untilMs: number
  /** It said that it stops; without that it fell silent. */
  readonly hasStopped: boolean
}

/** Stores edges that ran at some time in the past. */
export async function insertPastEdges(db: Db, rows: readonly PastEdge[]): Promise<void> {
  await db.insert(edges).values(
    rows.map(({ id, region, version, memoryBytes, fromMs, untilMs, hasStopped }) => ({
      id,
      region,
      version,
      memoryBytes,
      pid: 0,
      appliedSeq: 0,
      controlUrl: 'http://127.0.0.1:9',
      createdAt: new Date(fromMs),
      heartbeatAt: new Date(untilMs),
      stoppedAt: hasStopped ? new Date(untilMs) : null,
    })),
  )
}

/**
 * Says of each row of the journal that the edges that ran then obeyed it, within some milliseconds that its number decides; an edge
 * obeyed all up to its end.
 */
export async function acknowledgeAll(db: Db): Promise<void> {
  await db.execute(sql`delete from edge_acks`)
  await db.execute(sql`
    insert into edge_acks (edge_id, seq, applied_at)
    select edges.id, journal.seq, journal.created_at + interval '1 millisecond'
      * (3.4 + ascii(right(edges.id, 1)) % 5 * 1.9 + (journal.seq * 7 + ascii(right(edges.id, 1))) % 11 * 0.8)
    from journal join edges on edges.created_at <= journal.created_at and edges.heartbeat_at > journal.created_at`)
  await db.execute(sql`
    update edges set applied_seq = coalesce(
      (select max(seq) from journal where journal.created_at < edges.heartbeat_at and journal.created_at >= edges.created_at), 0)`)
}

/** How a job ended that nobody was there to run. */
export type JobEnding = Pick<
  typeof jobs.$inferInsert,
  'state' | 'report' | 'message' | 'doneCount' | 'totalCount' | 'activity'
> & {
  readonly id: string
  readonly edgeId: string
  readonly tookMs: number
}

/** Gives a job its end, as if an edge had run it when it was made. */
export async function endJob(db: Db, { id, tookMs, ...ending }: JobEnding): Promise<void> {
  const createdMs = sql`floor(extract(epoch from ${jobs.createdAt}) * 1000)::bigint`
  await db
    .update(jobs)
    .set({
      ...ending,
      attemptCount: 1,
      beganAtMs: sql`${createdMs} + 640`,
      endedAtMs: sql`${createdMs} + ${640 + tookMs}::bigint`,
    })
    .where(sql`${jobs.id} = ${id}`)
}

/** Stores runs of crons that ended in the past. */
export async function insertCronRuns(db: Db, rows: readonly (typeof cronRuns.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await db.insert(cronRuns).values([...rows])
}

/** Says of tokens and sessions when they were used last, and of draft links how often. */
export async function markUsed(db: Db, nowMs: number): Promise<void> {
  const ago = (minutes: number) => sql`to_timestamp((${nowMs}::float8 - ${minutes * 60_000}) / 1000)`
  await db.execute(sql`
    update api_tokens set last_used_at = case name when 'ci' then ${ago(312)} when 'cms' then ${ago(23)} else last_used_at end`)
  await db.execute(sql`update draft_links set use_count = 4, last_used_at = ${ago(190)} where expires_at > ${ago(0)}`)
}

/** What PostgreSQL plans by, and may see without looking at rows. */
export async function settle(db: Db): Promise<void> {
  await db.execute(sql`vacuum analyze`)
}
