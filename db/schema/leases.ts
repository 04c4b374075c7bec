import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from '@/db/schema/columns'

/** Groups that an edge renders at present, so that the others wait. */
export const leases = pgTable(
  'leases',
  {
    /** As in `entry_groups`; of a group that was never stored too. */
    groupId: text('group_id').primaryKey(),
    /** Another one for each time that it is taken. */
    leaseId: text('lease_id').notNull(),
    edgeId: text('edge_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  // Those of edges that died, to be removed.
  (table) => [index('leases_expires_idx').on(table.expiresAt)],
)
