import { getTableColumns, lt, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Tx } from '@/db/client'
import { meterBatches, minuteCounts, minuteInvocations, pathHours } from '@/db/schema/counters'

export type MinuteCountRow = typeof minuteCounts.$inferInsert
export type MinuteInvocationRow = typeof minuteInvocations.$inferInsert
export type PathHourRow = typeof pathHours.$inferInsert

/** 65,535 parameters are the most a statement may have; no table here has more than 30 columns. */
const ROWS_PER_STATEMENT = 2_000

/**
 * Notes that a batch is being counted; those of one run come in their order. Resolves `false` when it already was: then
 * nothing may be added again.
 */
export async function claimMeterBatch(
  tx: Tx,
  batch: { readonly bootId: string; readonly n: number },
): Promise<boolean> {
  const { bootId, n } = batch
  const claimed = await tx
    .insert(meterBatches)
    .values({ bootId, n })
    .onConflictDoUpdate({ target: meterBatches.bootId, set: { n }, setWhere: lt(meterBatches.n, n) })
    .returning({ n: meterBatches.n })
  return claimed.length > 0
}

/** Adds to the counts of minutes; at most one row per key. */
export async function addMinuteCounts(tx: Tx, rows: readonly MinuteCountRow[]): Promise<void> {
  const { minute, projectId, deploymentId, domain, route, region, ...counts } = getTableColumns(minuteCounts)
  const target = [minute, projectId, deploymentId, domain, route, region]
  const inOrder = sorted(rows, (row) => [
    row.minute,
    row.projectId,
    row.deploymentId,
    row.domain,
    row.route,
    row.region,
  ])
  for (const some of chunks(inOrder)) {
    await tx
      .insert(minuteCounts)
      .values(some)
      .onConflictDoUpdate({ target, set: sums(counts) })
  }
}

/** Adds to the invocations of minutes; at most one row per key. */
export async function addMinuteInvocations(tx: Tx, rows: readonly MinuteInvocationRow[]): Promise<void> {
  const { minute, projectId, deploymentId, route, region, cause, ...counts } = getTableColumns(minuteInvocations)
  const target = [minute, projectId, deploymentId, route, region, cause]
  const inOrder = sorted(rows, (row) => [row.minute, row.projectId, row.deploymentId, row.route, row.region, row.cause])
  for (const some of chunks(inOrder)) {
    await tx
      .insert(minuteInvocations)
      .values(some)
      .onConflictDoUpdate({ target, set: sums(counts) })
  }
}

/** Adds to the counts of path-hours, whose last outcome is the latest one; at most one row per key. */
export async function addPathHours(tx: Tx, rows: readonly PathHourRow[]): Promise<void> {
  const { hour, projectId, deploymentId, domain, path, route, lastStatus, lastReason, lastAt, ...counts } =
    getTableColumns(pathHours)
  const target = [hour, projectId, deploymentId, domain, path]
  const latest = { lastStatus: laterOf(lastStatus), lastReason: laterOf(lastReason), lastAt: laterOf(lastAt) }
  const inOrder = sorted(rows, (row) => [row.hour, row.projectId, row.deploymentId, row.domain, row.path])
  for (const some of chunks(inOrder)) {
    await tx
      .insert(pathHours)
      .values(some)
      .onConflictDoUpdate({ target, set: { ...sums(counts), ...latest } })
  }
}

function sums<Name extends string>(columns: Readonly<Record<Name, PgColumn>>): Record<string, SQL> {
  return Object.fromEntries(
    Object.entries<PgColumn>(columns).map(([name, column]) => [
      name,
      sql`${column} + excluded.${sql.identifier(column.name)}`,
    ]),
  )
}

function laterOf(column: PgColumn): SQL {
  const added = sql`excluded.${sql.identifier(column.name)}`
  return sql`case when excluded.last_at >= ${pathHours.lastAt} then ${added} else ${column} end`
}

/** Edges that count the same keys at once lock their rows in one order, and never each other. */
function sorted<Row>(rows: readonly Row[], keyOf: (row: Row) => readonly (Date | string | null | undefined)[]): Row[] {
  const keyed = rows.map((row) => ({ row, key: JSON.stringify(keyOf(row)) }))
  return keyed.toSorted((one, other) => (one.key < other.key ? -1 : 1)).map(({ row }) => row)
}

function* chunks<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT)
    yield rows.slice(start, start + ROWS_PER_STATEMENT)
}
