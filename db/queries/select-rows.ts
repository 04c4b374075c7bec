import type { SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'

/** Runs a statement that the query builder cannot say and parses each of its rows. Rejects on a row of another shape. */
export async function selectRows<Row extends z.ZodType>(db: Queryable, row: Row, query: SQL): Promise<z.output<Row>[]> {
  return z.array(row).parse([...(await db.execute(query))])
}

/** Runs several reads on one snapshot, so that they agree with each other and share one `now()`. */
export function inSnapshot<Result>(db: Queryable, read: (tx: Queryable) => Promise<Result>): Promise<Result> {
  return db.transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' })
}
