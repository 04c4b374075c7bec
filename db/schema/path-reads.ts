import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from '@/db/schema/columns'

/** The last day on which somebody asked for a stored path, of days whose hours are no longer kept apart. */
export const pathReads = pgTable(
  'path_reads',
  {
    deploymentId: text('deployment_id').notNull(),
    domain: text('domain').notNull(),
    path: text('path').notNull(),
    day: instant('day').notNull(),
  },
  // Retention asks when an entry was read last.
  (table) => [primaryKey({ columns: [table.deploymentId, table.domain, table.path] })],
)
