import { isNotNull } from 'drizzle-orm'
import { bigint, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { bytea, createdAt } from '@/db/schema/columns'

/** What functions keep beside pages: one row for each value, replaced in place. */
export const cachedValues = pgTable(
  'cached_values',
  {
    /** SHA-256 of the engine's name of the value. */
    id: text('id').primaryKey(),
    projectId: text('project_id').notNull(),
    environment: text('environment', { enum: ['production', 'preview'] }).notNull(),
    kind: text('kind', { enum: ['fetch', 'use_cache', 'runtime'] }).notNull(),
    key: text('key').notNull(),
    tags: text('tags').array().notNull(),
    note: text('note').notNull(),
    /** Only moves forward. */
    stamp: bigint('stamp', { mode: 'number' }).notNull(),
    madeAtMs: bigint('made_at_ms', { mode: 'number' }).notNull(),
    /** A time at which it was read, a day old at most: each read would be a write. `null`: not since it was made. */
    readAtMs: bigint('read_at_ms', { mode: 'number' }),
    expiresAtMs: bigint('expires_at_ms', { mode: 'number' }),
    sha256: text('sha256').notNull(),
    encoding: text('encoding', { enum: ['identity', 'br'] }).notNull(),
    bytes: bytea('bytes').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    // The sweep: what has expired, and what nobody has written for a month.
    index('cached_values_expiry_idx').on(table.expiresAtMs).where(isNotNull(table.expiresAtMs)),
    index('cached_values_age_idx').on(table.madeAtMs),
  ],
)
