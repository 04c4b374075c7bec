import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, instant } from '@/db/schema/columns'

const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0)

/** What is counted, in one place for all tables below. `docs/metering.md` says what each means. */
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
  /** From visitors and to them, heads included. */
  bytesIn: count('bytes_in'),
  bytesOut: count('bytes_out'),
  bytesToFunctions: count('bytes_to_functions'),
  bytesFromFunctions: count('bytes_from_functions'),
  /** Between the edge and the ISR cache, compressed. */
  bytesToCache: count('bytes_to_cache'),
  bytesFromCache: count('bytes_from_cache'),
  ...functionTime(),
})

const functionTime = () => ({
  /** Wall time of calls, from their beginning to the end of their answer. */
  durationMs: count('duration_ms'),
  /** In microseconds: a call may take less than one millisecond of it. */
  cpuUs: count('cpu_us'),
  /** Megabytes that hosts may use, times the milliseconds in which they had calls. */
  memoryMbMs: count('memory_mb_ms'),
})

/** What counts are told apart by. */
const labels = () => ({
  projectId: text('project_id').notNull(),
  deploymentId: text('deployment_id').notNull(),
  domain: text('domain').notNull(),
  route: text('route').notNull(),
  region: text('region').notNull(),
})

/*
 * Each batch is added to the minute, the hour and the day at once. These tables have partitions, of a day (minutes) and of a
 * month (hours, days): see db/queries/usage/partitions.ts.
 */

/** Counts of one minute for one route. */
export const minuteCounts = pgTable(
  'minute_counts',
  { minute: instant('minute').notNull(), ...labels(), ...allCounts() },
  (table) => [
    primaryKey({
      columns: [table.projectId, table.minute, table.deploymentId, table.domain, table.route, table.region],
    }),
  ],
)

export const hourCounts = pgTable(
  'hour_counts',
  { hour: instant('hour').notNull(), ...labels(), ...allCounts() },
  (table) => [
    primaryKey({ columns: [table.projectId, table.hour, table.deploymentId, table.domain, table.route, table.region] }),
  ],
)

/** Days of UTC. */
export const dayCounts = pgTable(
  'day_counts',
  { day: instant('day').notNull(), ...labels(), ...allCounts() },
  (table) => [
    primaryKey({ columns: [table.projectId, table.day, table.deploymentId, table.domain, table.route, table.region] }),
  ],
)

const invocationCounts = () => ({
  ...labels(),
  cause: text('cause').notNull(),
  invocations: count('invocations'),
  failures: count('failures'),
  ...functionTime(),
  /** Processes that were started for them. */
  coldStarts: count('cold_starts'),
  /** Those that are over, by how long they took in milliseconds: lib/engine/metering/call-durations.ts. */
  within5: count('within_5'),
  within10: count('within_10'),
  within20: count('within_20'),
  within50: count('within_50'),
  within100: count('within_100'),
  within200: count('within_200'),
  within500: count('within_500'),
  within1000: count('within_1000'),
  within2000: count('within_2000'),
  within5000: count('within_5000'),
  within10000: count('within_10000'),
  within20000: count('within_20000'),
  within60000: count('within_60000'),
  longer: count('longer'),
})

/** Invocations of one minute by what caused them. */
export const minuteInvocations = pgTable(
  'minute_invocations',
  { minute: instant('minute').notNull(), ...invocationCounts() },
  ({ projectId, minute, deploymentId, domain, route, region, cause }) => [
    primaryKey({ columns: [projectId, minute, deploymentId, domain, route, region, cause] }),
  ],
)

export const hourInvocations = pgTable(
  'hour_invocations',
  { hour: instant('hour').notNull(), ...invocationCounts() },
  ({ projectId, hour, deploymentId, domain, route, region, cause }) => [
    primaryKey({ columns: [projectId, hour, deploymentId, domain, route, region, cause] }),
  ],
)

export const dayInvocations = pgTable(
  'day_invocations',
  { day: instant('day').notNull(), ...invocationCounts() },
  ({ projectId, day, deploymentId, domain, route, region, cause }) => [
    primaryKey({ columns: [projectId, day, deploymentId, domain, route, region, cause] }),
  ],
)

const reasonCounts = () => ({
  ...labels(),
  status: text('status').notNull(),
  reason: text('reason').notNull(),
  requests: count('requests'),
})

/** Requests of one minute whose outcome has a reason, by that: what is left of a status has none. */
export const minuteReasons = pgTable(
  'minute_reasons',
  { minute: instant('minute').notNull(), ...reasonCounts() },
  ({ projectId, minute, deploymentId, domain, route, region, status, reason }) => [
    primaryKey({ columns: [projectId, minute, deploymentId, domain, route, region, status, reason] }),
  ],
)

export const hourReasons = pgTable(
  'hour_reasons',
  { hour: instant('hour').notNull(), ...reasonCounts() },
  ({ projectId, hour, deploymentId, domain, route, region, status, reason }) => [
    primaryKey({ columns: [projectId, hour, deploymentId, domain, route, region, status, reason] }),
  ],
)

export const dayReasons = pgTable(
  'day_reasons',
  { day: instant('day').notNull(), ...reasonCounts() },
  ({ projectId, day, deploymentId, domain, route, region, status, reason }) => [
    primaryKey({ columns: [projectId, day, deploymentId, domain, route, region, status, reason] }),
  ],
)

const pathCounts = () => ({
  projectId: text('project_id').notNull(),
  deploymentId: text('deployment_id').notNull(),
  domain: text('domain').notNull(),
  path: text('path').notNull(),
  route: text('route').notNull(),
  ...allCounts(),
  lastStatus: text('last_status').notNull(),
  lastReason: text('last_reason'),
  lastAt: instant('last_at').notNull(),
})

/** Counts of one hour for one path, with its last outcome. */
export const pathHours = pgTable('path_hours', { hour: instant('hour').notNull(), ...pathCounts() }, (table) => [
  primaryKey({ columns: [table.projectId, table.hour, table.domain, table.deploymentId, table.path] }),
  // One path over time.
  index('path_hours_path_idx').on(table.projectId, table.path, table.hour),
])

/** The same of one day of UTC; of days whose hours are gone, paths beyond those most asked for are one row. */
export const pathDays = pgTable('path_days', { day: instant('day').notNull(), ...pathCounts() }, (table) => [
  primaryKey({ columns: [table.projectId, table.day, table.domain, table.deploymentId, table.path] }),
  index('path_days_path_idx').on(table.projectId, table.path, table.day),
])

/** The last batch counted of each run: one that is sent again after an unclear answer changes nothing. */
export const meterBatches = pgTable('meter_batches', {
  /** One run of one edge. */
  bootId: text('boot_id').primaryKey(),
  n: integer('n').notNull(),
  createdAt: createdAt(),
})

/** Counts that never came to the tables above. How many they were is known only of batches that were given up. */
export const meterLosses = pgTable(
  'meter_losses',
  {
    /** The run of an edge that lost them. */
    bootId: text('boot_id').notNull(),
    /** The first batch that is missing. */
    n: integer('n').notNull(),
    region: text('region').notNull(),
    reason: text('reason').notNull(),
    batches: integer('batches').notNull(),
    /** `null`: nobody can tell. */
    requests: bigint('requests', { mode: 'number' }),
    fromAt: instant('from_at').notNull(),
    untilAt: instant('until_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.bootId, table.n] }), index('meter_losses_until_idx').on(table.untilAt)],
)
