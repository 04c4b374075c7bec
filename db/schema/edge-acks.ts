import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from '@/db/schema/columns'

/** When an edge had applied the journal up to a number: the receipt of every purge up to it. */
export const edgeAcks = pgTable(
  'edge_acks',
  {
    edgeId: text('edge_id').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    /** By the database's clock. */
    appliedAt: instant('applied_at').notNull(),
  },
  (table) => [
    // The first one of an edge that reaches a purge.
    primaryKey({ columns: [table.edgeId, table.seq] }),
    // Old ones go.
    index('edge_acks_age_idx').on(table.appliedAt),
  ],
)
