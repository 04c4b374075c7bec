import { openDb } from '@/db/client'
import { JOURNAL_CHANNEL } from '@/db/queries/purges/journal'
import type { Bus } from '@/lib/engine/fleet-ports'

/**
 * The doorbell: NOTIFY of the database at `url`, on a connection of its own that page reads cannot hold up. When the connection is
 * lost the driver listens again, at most a second after the database is back.
 */
export function createPostgresBus(url: string): Bus {
  const { sql, close } = openDb(url, { maxConnections: 1 })
  return {
    async listen(onRing) {
      await sql.listen(JOURNAL_CHANNEL, onRing, onRing)
    },
    close,
  }
}
