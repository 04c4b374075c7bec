import { openDb } from '@/db/client'
import { JOURNAL_CHANNEL } from '@/db/queries/journal'

/** Tells that there may be something new in the journal. It may ring in vain, and it may miss: the poll carries that. */
export interface Doorbell {
  /** Rings from now on, also each time the connection is made (again). Resolves once it listens the first time. */
  listen(onRing: () => void): Promise<void>
  close(): Promise<void>
}

/**
 * NOTIFY of the database at `url`, on a connection of its own that page reads cannot hold up. When the connection is
 * lost the driver listens again, at most a second after the database is back.
 */
export function createPostgresDoorbell(url: string): Doorbell {
  const { sql, close } = openDb(url, { maxConnections: 1 })
  return {
    async listen(onRing) {
      await sql.listen(JOURNAL_CHANNEL, onRing, onRing)
    },
    close,
  }
}
