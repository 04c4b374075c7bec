import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { createdAt } from '@/db/schema/columns'

/**
 * Work that outlives a request. An edge takes a job that is due, leases it and renews the lease while it runs; one whose
 * lease ran out is taken up by another edge. Instants are of the fleet's clock, which tests move.
 */
export const jobs = pgTable(
  'jobs',
  {
    id: text('id').primaryKey(),
    /** `null`: of the whole installation. */
    projectId: text('project_id'),
    kind: text('kind').notNull(),
    /** Parsed by the kind that runs it. */
    input: jsonb('input').notNull(),
    state: text('state', { enum: ['waiting', 'running', 'done', 'failed', 'cancelled'] }).notNull(),
    /** At most one of a name waits or runs at a time; `null` is no name. */
    singleName: text('single_name'),
    dueAtMs: bigint('due_at_ms', { mode: 'number' }).notNull(),
    /** Times that an edge began it, those that lost it included. */
    attemptCount: integer('attempt_count').notNull().default(0),
    edgeId: text('edge_id'),
    /** Another one for each time that it is taken: whoever lost the lease writes nothing more. */
    leaseId: text('lease_id'),
    leasedUntilMs: bigint('leased_until_ms', { mode: 'number' }),
    /** Who wants it to end; whoever runs it sees that at the next renewal. */
    cancelledBy: text('cancelled_by'),
    doneCount: integer('done_count').notNull().default(0),
    totalCount: integer('total_count'),
    /** What it does at present, for people. */
    activity: text('activity'),
    /** What is done so far, for whoever takes it up; parsed by the kind. */
    checkpoint: jsonb('checkpoint'),
    /** What came of it; its shape is the kind's. */
    report: jsonb('report'),
    /** Why it failed, or what it tells beside its report. */
    message: text('message'),
    isRecurring: boolean('is_recurring').notNull().default(false),
    actor: text('actor').notNull(),
    createdAt: createdAt(),
    beganAtMs: bigint('began_at_ms', { mode: 'number' }),
    endedAtMs: bigint('ended_at_ms', { mode: 'number' }),
  },
  (table) => [
    // What is due, and whose lease ran out.
    index('jobs_open_idx').on(table.dueAtMs).where(sql`${table.state} in ('waiting', 'running')`),
    // The jobs page of a project, newest first.
    index('jobs_project_idx').on(table.projectId, table.createdAt),
    // Ended ones of a kind: when the last one was, and which are old.
    index('jobs_ended_idx').on(table.kind, table.endedAtMs),
    // At most one at a time.
    uniqueIndex('jobs_single_idx').on(table.singleName).where(sql`${table.state} in ('waiting', 'running')`),
  ],
)
