import { and, desc, eq, inArray, not, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { bypassTokenUses, wrongTokens } from '@/db/schema/bypass-tokens'

type TokenUseRow = typeof bypassTokenUses.$inferInsert
type WrongTokenRow = typeof wrongTokens.$inferInsert

/** Rows of a project beyond this number are told together. */
const WRONG_ROWS = 1_000
const isRecent = sql`${wrongTokens.lastAt} > now() - interval '30 days'`
const OTHERS = '(others)'

/** Adds to the uses of tokens; at most one row per token. */
export async function addTokenUses(tx: Tx, rows: readonly TokenUseRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insert(bypassTokenUses)
    .values(sorted(rows, ({ tokenId }) => tokenId))
    .onConflictDoUpdate({
      target: bypassTokenUses.tokenId,
      set: {
        uses: sql`${bypassTokenUses.uses} + excluded.uses`,
        ...later('lastUsedAt', 'lastUsedFrom'),
        refusals: sql`${bypassTokenUses.refusals} + excluded.refusals`,
        ...later('lastRefusedAt', 'lastRefusedFrom'),
      },
    })
}

/** Adds to the wrong secrets of domains and addresses, and removes what is too old; at most one row per key. */
export async function addWrongTokens(tx: Tx, rows: readonly WrongTokenRow[]): Promise<void> {
  if (rows.length === 0) return
  const projectIds = [...new Set(rows.map(({ projectId }) => projectId))]
  await tx.delete(wrongTokens).where(and(inArray(wrongTokens.projectId, projectIds), not(isRecent)))
  const full = await tx
    .select({ projectId: wrongTokens.projectId })
    .from(wrongTokens)
    .where(inArray(wrongTokens.projectId, projectIds))
    .groupBy(wrongTokens.projectId)
    .having(sql`count(*) >= ${WRONG_ROWS}`)
  const isFull = new Set(full.map(({ projectId }) => projectId))
  const named = rows.map((row) => (isFull.has(row.projectId) ? { ...row, address: OTHERS } : row))
  await tx
    .insert(wrongTokens)
    .values(sorted([...summed(named)], ({ projectId, domain, address }) => `${projectId} ${domain} ${address}`))
    .onConflictDoUpdate({
      target: [wrongTokens.projectId, wrongTokens.domain, wrongTokens.address],
      set: {
        requests: sql`${wrongTokens.requests} + excluded.requests`,
        unseen: sql`${wrongTokens.unseen} + excluded.unseen`,
        lastAt: sql`greatest(${wrongTokens.lastAt}, excluded.last_at)`,
      },
    })
}

/** The wrong secrets of a project, the newest first. */
export async function listWrongTokens(db: Queryable, of: { readonly projectId: string; readonly limit: number }) {
  return db
    .select()
    .from(wrongTokens)
    .where(and(eq(wrongTokens.projectId, of.projectId), isRecent))
    .orderBy(desc(wrongTokens.lastAt))
    .limit(of.limit)
}

/** All wrong secrets of a project. */
export async function sumWrongTokens(db: Queryable, projectId: string) {
  const sum = (column: typeof wrongTokens.requests | typeof wrongTokens.unseen) =>
    sql<string>`coalesce(sum(${column}), 0)`.mapWith(Number)
  const [row] = await db
    .select({
      requests: sum(wrongTokens.requests),
      unseen: sum(wrongTokens.unseen),
      addressCount: sql<number>`count(distinct ${wrongTokens.address})::int`,
    })
    .from(wrongTokens)
    .where(and(eq(wrongTokens.projectId, projectId), isRecent))
  return row ?? { requests: 0, unseen: 0, addressCount: 0 }
}

/** The instant and the address of whichever was later. */
function later<At extends 'lastUsedAt' | 'lastRefusedAt', From extends 'lastUsedFrom' | 'lastRefusedFrom'>(
  at: At,
  from: From,
) {
  const [atColumn, fromColumn] = [bypassTokenUses[at], bypassTokenUses[from]]
  const excluded = (name: string) => sql`excluded.${sql.identifier(name)}`
  const isLater = sql`${excluded(atColumn.name)} >= coalesce(${atColumn}, '-infinity')`
  return {
    [at]: sql`greatest(${atColumn}, ${excluded(atColumn.name)})`,
    [from]: sql`case when ${isLater} then ${excluded(fromColumn.name)} else ${fromColumn} end`,
  }
}

/** Edges that count the same keys at once lock their rows in one order. */
function sorted<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...rows].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

function summed(rows: readonly WrongTokenRow[]): Iterable<WrongTokenRow> {
  const sums = new Map<string, WrongTokenRow>()
  for (const row of rows) {
    const key = `${row.projectId} ${row.domain} ${row.address}`
    const before = sums.get(key)
    sums.set(key, before === undefined ? row : both(before, row))
  }
  return sums.values()
}

function both(one: WrongTokenRow, other: WrongTokenRow): WrongTokenRow {
  return {
    ...one,
    requests: one.requests + other.requests,
    unseen: one.unseen + other.unseen,
    firstAt: one.firstAt < other.firstAt ? one.firstAt : other.firstAt,
    lastAt: one.lastAt > other.lastAt ? one.lastAt : other.lastAt,
  }
}
