import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { unlessQueueIsFull } from '@/db/notify-queue'

/** The connection pool, as query builder. */
export type Db = PostgresJsDatabase
/** An open transaction. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]
/** What a query needs: the pool or an open transaction. The caller decides which. */
export type Queryable = Db | Tx

/** A pool: `db` builds queries, `sql` is the driver itself, for LISTEN and COPY. */
export type DbPool = { readonly db: Db; readonly sql: postgres.Sql; close(): Promise<void> }

const MAX_BACKOFF_SECONDS = 1

/**
 * Opens a pool lazily: the first query connects. After a lost connection it tries again at least every second, so that
 * a listener is back within the second that the journal's poll allows. Queries reject while there is no server.
 * `close` waits up to 5 s for queries under way.
 */
export function openDb(url: string, options: { maxConnections: number }): DbPool {
  const sql = postgres(url, {
    max: options.maxConnections,
    connect_timeout: 5,
    max_lifetime: null,
    backoff: (attempt) => Math.min(0.2 * (1 + attempt), MAX_BACKOFF_SECONDS),
    connection: { application_name: 'freshet' },
    onnotice: () => {},
  })
  return { db: persistent(drizzle(sql)), sql, close: () => sql.end({ timeout: 5 }) }
}

/**
 * A transaction that fails because the queue of notifications filled up while it was under way is played once more. What one does
 * besides its statements would be done twice: it returns what it found out, and changes nothing outside of itself.
 */
function persistent(db: Db): Db {
  const transact: Db['transaction'] = db.transaction.bind(db)
  db.transaction = (work, config) => unlessQueueIsFull(() => transact(work, config))
  return db
}

/** Connections for whoever copies everything: one holds the snapshot, the other has the table at hand. */
export function openForCopy(url: string): postgres.Sql {
  return postgres(url, {
    max: 2,
    connect_timeout: 5,
    max_lifetime: null,
    connection: { application_name: 'freshet backup' },
    onnotice: () => {},
  })
}
