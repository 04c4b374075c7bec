import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { deployments } from '@/db/schema/deployments'

/**
 * Crons of deployments. Only those of the deployment that production shows run: an edge arms them, and of several edges a
 * conditional update decides which one runs. Instants are of the fleet's clock, which tests move.
 */
export const crons = pgTable(
  'crons',
  {
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployments.id, { onDelete: 'cascade' }),
    path: text('path').notNull(),
    schedule: text('schedule').notNull(),
    projectId: text('project_id').notNull(),
    /** When it is due; `null` while the deployment is not what production shows. */
    nextAtMs: bigint('next_at_ms', { mode: 'number' }),
    /** Who wants it run now, beside its schedule. */
    requestedBy: text('requested_by'),
    /** The run under way; it counts as lost when its edge does not renew the lease. */
    runId: text('run_id'),
    leasedUntilMs: bigint('leased_until_ms', { mode: 'number' }),
  },
  (table) => [
    primaryKey({ columns: [table.deploymentId, table.path, table.schedule] }),
    // The crons page of a project.
    index('crons_project_idx').on(table.projectId),
  ],
)

/** Runs of crons, those that were skipped included. */
export const cronRuns = pgTable(
  'cron_runs',
  {
    id: text('id').primaryKey(),
    projectId: text('project_id').notNull(),
    deploymentId: text('deployment_id').notNull(),
    path: text('path').notNull(),
    schedule: text('schedule').notNull(),
    /** Whoever asked for it; `null` is the schedule. */
    requestedBy: text('requested_by'),
    dueAtMs: bigint('due_at_ms', { mode: 'number' }).notNull(),
    beganAtMs: bigint('began_at_ms', { mode: 'number' }).notNull(),
    durationMs: integer('duration_ms'),
    outcome: text('outcome', { enum: ['running', 'succeeded', 'failed', 'skipped', 'lost'] }).notNull(),
    status: integer('status'),
    /** Instants of the schedule that passed while nobody could run them, this run's own left out. */
    missedCount: integer('missed_count').notNull(),
    message: text('message'),
    edgeId: text('edge_id').notNull(),
  },
  // The newest runs of a project, and of one cron.
  (table) => [index('cron_runs_project_idx').on(table.projectId, table.beganAtMs)],
)
