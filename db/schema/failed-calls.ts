import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from '@/db/schema/columns'

/** Calls of functions that failed, the newest of each project, with what their process printed meanwhile. */
export const failedCalls = pgTable(
  'failed_calls',
  {
    invocationId: text('invocation_id').primaryKey(),
    projectId: text('project_id').notNull(),
    deploymentId: text('deployment_id').notNull(),
    bundle: text('bundle').notNull(),
    /** Without its query, which may hold what visitors typed. */
    path: text('path').notNull(),
    /** What the function answered; `null` where it answered nothing. */
    status: integer('status'),
    outcome: text('outcome').notNull(),
    durationMs: integer('duration_ms').notNull(),
    output: text('output').array().notNull(),
    failedAt: instant('failed_at').notNull().defaultNow(),
  },
  // The functions page, newest first, and which are too many.
  (table) => [index('failed_calls_project_idx').on(table.projectId, table.failedAt)],
)
