import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, instant } from '@/db/schema/columns'

const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0)

/** What is counted, in one place for both tables below. */
const allCounts = () => ({
  hit: count('hit'),
  prerender: count('prerender'),
  stale: count('stale'),
  revalidated: count('revalidated'),
  miss: count('miss'),
  bypass: count('bypass'),
  /** Answers in which the cache had no part. */
  none: count('none'),
  /** Answers with status 5xx, whatever their outcome. */
  errors: count('errors'),
  readUnits: count('read_units'),
  writeUnits: count('write_units'),
  invocations: count('invocations'),
  bytesOut: count('bytes_out'),
})

/** Counts of one minute for one route. */
export const minuteCounts = pgTable(
  'minute_counts',
  {
    minute: instant('minute').notNull(),
    projectId: text('project_id').notNull(),
    deploymentId: text('deployment_id').notNull(),
    domain: text('domain').notNull(),
    route: text('route').notNull(),
    region: text('region').notNull(),
    ...allCounts(),
  },
  (table) => [
    primaryKey({
      columns: [table.projectId, table.minute, table.deploymentId, table.domain, table.route, table.region],
    }),
  ],
)

/** Invocations of one minute by what caused them. */
export const minuteInvocations = pgTable(
  'minute_invocations',
  {
    minute: instant('minute').notNull(),
    projectId: text('project_id').notNull(),
    deploymentId: text('deployment_id').notNull(),
    route: text('route').notNull(),
    region: text('region').notNull(),
    cause: text('cause').notNull(),
    invocations: count('invocations'),
    failures: count('failures'),
    /** Wall time, in milliseconds. */
    durationMs: count('duration_ms'),
  },
  (table) => [
    primaryKey({
      columns: [table.projectId, table.minute, table.deploymentId, table.route, table.region, table.cause],
    }),
  ],
)

/** Counts of one hour for one path, with its last outcome. */
export const pathHours = pgTable(
  'path_hours',
  {
    hour: instant('hour').notNull(),
    projectId: text('project_id').notNull(),
    deploymentId: text('deployment_id').notNull(),
    domain: text('domain').notNull(),
    path: text('path').notNull(),
    route: text('route').notNull(),
    ...allCounts(),
    lastStatus: text('last_status').notNull(),
    lastReason: text('last_reason'),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.hour, table.domain, table.deploymentId, table.path] }),
    // One path over time.
    index('path_hours_path_idx').on(table.projectId, table.path, table.hour),
  ],
)

/** The last batch counted of each run: one that is sent again after an unclear answer changes nothing. */
export const meterBatches = pgTable('meter_batches', {
  /** One run of one edge. */
  bootId: text('boot_id').primaryKey(),
  n: integer('n').notNull(),
  createdAt: createdAt(),
})
