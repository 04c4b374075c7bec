import { bigint, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, instant } from '@/db/schema/columns'

/** One running engine process. */
export const edges = pgTable('edges', {
  id: text('id').primaryKey(),
  region: text('region').notNull(),
  /** Where its control port answers, for health and live events. */
  controlUrl: text('control_url').notNull(),
  pid: integer('pid').notNull(),
  appliedSeq: bigint('applied_seq', { mode: 'number' }).notNull(),
  /** Number of its newest announcement. */
  announced: bigint('announced', { mode: 'number' }).notNull().default(0),
  version: text('version'),
  /** Of its process, when it last beat. */
  memoryBytes: bigint('memory_bytes', { mode: 'number' }),
  createdAt: createdAt(),
  heartbeatAt: instant('heartbeat_at').notNull().defaultNow(),
  stoppedAt: instant('stopped_at'),
})
