import { customType, timestamp } from 'drizzle-orm/pg-core'

/** Raw bytes. postgres.js hands them over as a Buffer, which is a Uint8Array. */
export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** When the row came to be, by the database's clock. */
export const createdAt = () => timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().defaultNow()

/** An instant by the database's clock, or none. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
