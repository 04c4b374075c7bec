import { index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { createdAt } from '@/db/schema/columns'
import { projects } from '@/db/schema/projects'

/** A version of a price sheet. It never changes: an edit is the next version. */
export const priceSheets = pgTable(
  'price_sheets',
  {
    id: text('id').primaryKey(),
    provider: text('provider').notNull(),
    plan: text('plan').notNull(),
    /** `all`: the same everywhere. */
    region: text('region').notNull(),
    version: integer('version').notNull(),
    /** Name, currency, lines and the rest, as the API has them; parsed when it is read. */
    terms: jsonb('terms').$type<unknown>().notNull(),
    actor: text('actor').notNull(),
    createdAt: createdAt(),
  },
  // The newest version of a sheet, and of two that edit one version the first.
  (table) => [unique('price_sheets_place_key').on(table.provider, table.plan, table.region, table.version)],
)

/** What a project is priced by, from a month on. */
export const projectSheets = pgTable(
  'project_sheets',
  {
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    /** `2026-11`, in UTC. */
    month: text('month').notNull(),
    sheetId: text('sheet_id')
      .notNull()
      .references(() => priceSheets.id),
    actor: text('actor').notNull(),
    chosenAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.month] }),
    // Projects that follow a sheet to its next version.
    index('project_sheets_sheet_idx').on(table.sheetId),
  ],
)
