import { isNotNull } from 'drizzle-orm'
import { bigint, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { bytea, createdAt } from '@/db/schema/columns'

/** Content-addressed bytes, compressed once; shared by deployments, versions and domains. */
export const blobs = pgTable(
  'blobs',
  {
    /** SHA-256 of the uncompressed bytes, lower-case hex. */
    sha256: text('sha256').primaryKey(),
    encoding: text('encoding', { enum: ['identity', 'br'] }).notNull(),
    bytes: bytea('bytes').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    storedBytes: integer('stored_bytes').notNull(),
    createdAt: createdAt(),
    /** Since when retention has found nothing that needs it. Whoever comes to need it takes the note away. */
    unneededSinceMs: bigint('unneeded_since_ms', { mode: 'number' }),
  },
  // Retention asks what may go.
  (table) => [index('blobs_unneeded_idx').on(table.unneededSinceMs).where(isNotNull(table.unneededSinceMs))],
)
