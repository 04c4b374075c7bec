import { createHash } from 'node:crypto'
import { asc, desc, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { audit } from '@/db/schema/access'

/** Any number: names the lock on the newest row of the audit. */
const AUDIT_LOCK = 4_716_313_038
/** What the first row names as the hash before it. */
const NO_HASH = '0'.repeat(64)

export type NewAuditRow = {
  readonly projectId: string | null
  readonly actor: string
  readonly action: string
  readonly details: Readonly<Record<string, unknown>>
  readonly ip: string | null
}

/**
 * Writes who did what, in the transaction of the change itself. The newest row stays locked until that commits, so call
 * this last (lock order: rows, journal counter, audit head).
 */
export async function appendAudit(tx: Tx, row: NewAuditRow): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`)
  const [last] = await tx.select({ id: audit.id, hash: audit.hash }).from(audit).orderBy(desc(audit.id)).limit(1)
  const [clock] = await tx.execute<{ ms: string }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`,
  )
  const unsealed = {
    ...row,
    id: (last?.id ?? 0) + 1,
    previousHash: last?.hash ?? NO_HASH,
    createdAt: new Date(Number(clock?.ms)),
  }
  await tx.insert(audit).values({ ...unsealed, hash: seal(unsealed) })
}

/** The id of the first row that was changed, removed or slipped in after it was written; `null` when all is as written. */
export async function findAuditFault(db: Queryable): Promise<number | null> {
  let previous = { id: 0, hash: NO_HASH }
  for (const row of await db.select().from(audit).orderBy(asc(audit.id))) {
    const isIntact = row.id === previous.id + 1 && row.previousHash === previous.hash && row.hash === seal(row)
    if (!isIntact) return row.id
    previous = row
  }
  return null
}

type Unsealed = Omit<typeof audit.$inferSelect, 'hash'>

function seal({ previousHash, id, createdAt, projectId, actor, action, details, ip }: Unsealed): string {
  const row = [id, createdAt.toISOString(), projectId, actor, action, sortKeys(details), ip]
  return createHash('sha256').update(previousHash).update(JSON.stringify(row)).digest('hex')
}

/** jsonb does not keep the order of keys, so the hash must not depend on it. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(fields.map(([key, field]) => [key, sortKeys(field)]))
}
