import { bigint, bigserial, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'

/** How many entries of a project carry a tag. What is not added up yet is in `tag_changes`. */
export const tagCounts = pgTable(
  'tag_counts',
  {
    projectId: text('project_id').notNull(),
    tag: text('tag').notNull(),
    entryCount: bigint('entry_count', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.tag] }),
    // The tags page, by reach.
    index('tag_counts_reach_idx').on(table.projectId, table.entryCount.desc(), table.tag),
  ],
)

/**
 * Entries that got a tag or lost one, as triggers on `entries` note it in the same transaction: added and never changed, so
 * that commits of different pages do not wait for each other's tags.
 */
export const tagChanges = pgTable('tag_changes', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  projectId: text('project_id').notNull(),
  tag: text('tag').notNull(),
  change: integer('change').notNull(),
})
