import type { Logger } from 'pino'
import type { DbPool } from '@/db/client'
import { insertEdgeAcks } from '@/db/queries/purges/edge-acks'
import { Announcer } from '@/lib/adapters/postgres/announcer'
import { createPostgresBus } from '@/lib/adapters/postgres/bus'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { JournalAcks } from '@/lib/adapters/postgres/journal-acks'
import { JournalFollower, type JournalFollowerOptions } from '@/lib/adapters/postgres/journal-follower'
import { createPostgresLeases } from '@/lib/adapters/postgres/leases'
import { sweepPropagation } from '@/lib/adapters/postgres/sweep-propagation'
import type { JournalView } from '@/lib/engine/purges/journal-view'
import type { Env } from '@/lib/server/env'

/** How an edge learns of what others purged, stored and render, and tells what it does itself. */
export function openPropagation(parts: {
  readonly env: Env
  readonly pool: DbPool
  readonly log: Logger
  readonly edgeId: string
  readonly view: JournalView
  readonly onRead: JournalFollowerOptions['onRead']
}) {
  const { env, pool, log, edgeId, view, onRead } = parts
  const journal = createPostgresJournal(pool.db)
  const follower = new JournalFollower({
    journal: { readAfter: (seq) => journal.readAfter(seq, view.heard) },
    bus: createPostgresBus(env.DATABASE_URL),
    onRead: (read, timing) => {
      onRead(read, timing)
      const newest = read.rows.at(-1)
      if (newest !== undefined) acks.applied({ epoch: read.epoch, seq: newest.seq })
    },
    onError: (error) => log.warn({ error }, 'the journal cannot be read'),
  })
  const acks = new JournalAcks({
    write: (noted) => insertEdgeAcks(pool.db, edgeId, noted),
    nowMs: () => performance.now(),
    onError: (error) => log.warn({ error }, 'what was obeyed cannot be acknowledged'),
  })
  const announcer = new Announcer({
    journal,
    edgeId,
    onError: (error) => log.warn({ error }, 'the other edges cannot be told what was stored'),
  })
  const stopSweeping = sweepPropagation(pool.db, (error) =>
    log.warn({ error }, 'old announcements and leases cannot be removed'),
  )
  const leases = createPostgresLeases(pool.db, {
    edgeId,
    onError: (error) => log.warn({ error }, 'a lease cannot be renewed or released'),
  })
  return {
    journal,
    leases,
    async start() {
      await follower.start()
      acks.applied(view.basis)
    },
    catchUp: (seq: number) => follower.catchUp(seq),
    announce: (keys: readonly string[]) => announcer.announce(keys),
    async stop() {
      stopSweeping()
      await follower.stop()
      await acks.settled()
      await announcer.close()
    },
  }
}
