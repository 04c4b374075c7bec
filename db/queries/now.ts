import { sql } from 'drizzle-orm'

/** This moment by the database's clock, in milliseconds since 1970; the same one all through a transaction. */
export const NOW_MS = sql`(extract(epoch from now()) * 1000)`
