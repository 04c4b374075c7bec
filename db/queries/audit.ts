import { createHash } from 'node:crypto'
import { and, asc, desc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { LOCKS } from '@/db/queries/locks'
import { audit } from '@/db/schema/access'
import { projects } from '@/db/schema/projects'

/** What the first row names as the hash before it. */
const NO_HASH = '0'.repeat(64)

export type NewAuditRow = {
  readonly projectId: string | null
  readonly actor: string
  readonly action: string
  readonly details: Readonly<Record<string, unknown>>
  readonly ip: string | null
  /** The token by which it was done. */
  readonly tokenId?: string | null
}

/**
 * Writes who did what, in the transaction of the change itself. The newest row stays locked until that commits, so call
 * this last (lock order: rows, journal counter, audit head).
 */
export async function appendAudit(tx: Tx, row: NewAuditRow): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.audit})`)
  const last = await readAuditHead(tx)
  const [clock] = await tx.execute<{ ms: string }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`,
  )
  const unsealed = {
    ...row,
    tokenId: row.tokenId ?? null,
    id: (last?.id ?? 0) + 1,
    previousHash: last?.hash ?? NO_HASH,
    createdAt: new Date(Number(clock?.ms)),
  }
  await tx.insert(audit).values({ ...unsealed, hash: seal(unsealed) })
}

/** What the chain of the audit turned out to be. `head` is its newest row at the time. */
export type AuditCheck = {
  readonly rowCount: number
  readonly head: AuditHead | null
  /** The first row at which the chain breaks: it was changed, or what was before it was. */
  readonly fault: { readonly id: number; readonly kind: 'changed' | 'gap' } | null
  /** Whether the row that somebody noted down stands as noted; `null`: none was asked for. */
  readonly isNotedIntact: boolean | null
}
export type AuditHead = { readonly id: number; readonly hash: string }

const BATCH = 5_000

/**
 * Recomputes the chain from its first row. A chain whose end was cut off is whole in itself: only a head that was noted down
 * elsewhere (`noted`) shows that.
 */
export async function checkAudit(db: Queryable, noted?: AuditHead): Promise<AuditCheck> {
  let previous: AuditHead = { id: 0, hash: NO_HASH }
  let notedHash: string | undefined
  const result = (fault: AuditCheck['fault']): AuditCheck => ({
    rowCount: previous.id,
    head: previous.id === 0 ? null : previous,
    fault,
    isNotedIntact: noted === undefined ? null : notedHash === noted.hash,
  })
  for (;;) {
    const rows = await db.select().from(audit).where(gt(audit.id, previous.id)).orderBy(asc(audit.id)).limit(BATCH)
    for (const row of rows) {
      if (row.id !== previous.id + 1 || row.previousHash !== previous.hash) return result({ id: row.id, kind: 'gap' })
      if (row.hash !== seal(row)) return result({ id: row.id, kind: 'changed' })
      if (row.id === noted?.id) notedHash = row.hash
      previous = { id: row.id, hash: row.hash }
    }
    if (rows.length < BATCH) return result(null)
  }
}

/** The id of the first row that was changed, removed or slipped in after it was written; `null` when all is as written. */
export async function findAuditFault(db: Queryable): Promise<number | null> {
  return (await checkAudit(db)).fault?.id ?? null
}

/** The newest row, to be noted where the database's owner cannot reach it; `undefined`: there is none. */
export async function readAuditHead(db: Queryable): Promise<AuditHead | undefined> {
  const [head] = await db.select({ id: audit.id, hash: audit.hash }).from(audit).orderBy(desc(audit.id)).limit(1)
  return head
}

export type AuditFilter = {
  /** `null`: of all projects, and of none. */
  readonly projectIds: readonly string[] | null
  readonly actor: string | undefined
  /** A whole action, or the noun before its dot. */
  readonly action: string | undefined
  readonly from: string | undefined
  readonly until: string | undefined
  /** In actor, action, details, address or token. */
  readonly text: string | undefined
  readonly before: number | undefined
}

/** Only rows after this number. */
type Bounded = AuditFilter & { readonly after?: number | undefined }

/** Rows with the name of their project, newest first. */
export async function listAudit(db: Queryable, filter: Bounded, limit: number) {
  const { text, after } = filter
  return db
    .select({ row: audit, project: projects.name })
    .from(audit)
    .leftJoin(projects, eq(projects.id, audit.projectId))
    .where(
      and(
        ...comparisons(filter),
        text === undefined ? undefined : sql`strpos(lower(${HAYSTACK}), lower(${text})) > 0`,
        after === undefined ? undefined : gt(audit.id, after),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(limit)
}

/** The newest row behind the first `count` that match but for the text, which is what costs time; `undefined`: there are no more. */
export async function findAuditFloor(db: Queryable, filter: AuditFilter, count: number) {
  const [row] = await db
    .select({ id: audit.id, createdAt: audit.createdAt })
    .from(audit)
    .where(and(...comparisons(filter)))
    .orderBy(desc(audit.id))
    .offset(count)
    .limit(1)
  return row
}

function comparisons({ projectIds, actor, action, from, until, before }: AuditFilter) {
  return [
    projectIds === null ? undefined : inArray(audit.projectId, [...projectIds]),
    actor === undefined ? undefined : eq(audit.actor, actor),
    action === undefined ? undefined : or(eq(audit.action, action), sql`starts_with(${audit.action}, ${`${action}.`})`),
    from === undefined ? undefined : sql`${audit.createdAt} >= ${from}::timestamptz`,
    until === undefined ? undefined : sql`${audit.createdAt} < ${until}::timestamptz`,
    before === undefined ? undefined : lt(audit.id, before),
  ]
}

const HAYSTACK = sql`concat_ws(' ', ${audit.actor}, ${audit.action}, ${audit.details}, ${audit.ip}, ${audit.tokenId})`

/** Who did something, and what, in the newest rows: what a search offers to choose from. */
export async function listAuditChoices(db: Queryable, projectIds: readonly string[] | null, newestCount: number) {
  const rows = await db
    .select({ actor: audit.actor, action: audit.action })
    .from(audit)
    .where(projectIds === null ? undefined : inArray(audit.projectId, [...projectIds]))
    .orderBy(desc(audit.id))
    .limit(newestCount)
  const distinct = (names: readonly string[]) => [...new Set(names)].toSorted()
  return { actors: distinct(rows.map(({ actor }) => actor)), actions: distinct(rows.map(({ action }) => action)) }
}

type Unsealed = Omit<typeof audit.$inferSelect, 'hash'>

function seal({ previousHash, id, createdAt, projectId, actor, action, details, ip, tokenId }: Unsealed): string {
  const always = [id, createdAt.toISOString(), projectId, actor, action, sortKeys(details), ip]
  // Rows from before tokens were noted have none, and their hashes stand.
  const row = tokenId === null ? always : [...always, tokenId]
  return createHash('sha256').update(previousHash).update(JSON.stringify(row)).digest('hex')
}

/** jsonb does not keep the order of keys, so the hash must not depend on it. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(fields.map(([key, field]) => [key, sortKeys(field)]))
}
