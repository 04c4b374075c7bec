import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { bytea, createdAt } from '@/db/schema/columns'

/** Content-addressed bytes, compressed once; shared by deployments, versions and domains. */
export const blobs = pgTable('blobs', {
  /** SHA-256 of the uncompressed bytes, lower-case hex. */
  sha256: text('sha256').primaryKey(),
  encoding: text('encoding', { enum: ['identity', 'br'] }).notNull(),
  bytes: bytea('bytes').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  storedBytes: integer('stored_bytes').notNull(),
  createdAt: createdAt(),
})
