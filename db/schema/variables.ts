import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, instant } from '@/db/schema/columns'
import { projects } from '@/db/schema/projects'

/** Environment variables of a project's functions. Values are sealed with a key that is not in the database. */
export const variables = pgTable(
  'variables',
  {
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id),
    environment: text('environment', { enum: ['production', 'preview'] }).notNull(),
    name: text('name').notNull(),
    /** Which key opens `sealed`. */
    keyId: text('key_id').notNull(),
    nonce: bytea('nonce').notNull(),
    /** AES-256-GCM: ciphertext, then the tag. Bound to project, environment and name. */
    sealed: bytea('sealed').notNull(),
    /** Equal for equal values of one project under one key; says nothing without that key. */
    fingerprint: text('fingerprint').notNull(),
    /** Of name and value, for the limit. */
    sizeBytes: integer('size_bytes').notNull(),
    setBy: text('set_by').notNull(),
    setAt: instant('set_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.environment, table.name] })],
)
