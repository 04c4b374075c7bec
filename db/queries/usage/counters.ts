import { getTableColumns, lt, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import type { Tx } from '@/db/client'
import {
  dayCounts,
  dayInvocations,
  dayReasons,
  hourCounts,
  hourInvocations,
  hourReasons,
  meterBatches,
  meterLosses,
  minuteCounts,
  minuteInvocations,
  minuteReasons,
  pathDays,
  pathHours,
} from '@/db/schema/counters'

export type MinuteCountRow = typeof minuteCounts.$inferInsert
export type MinuteInvocationRow = typeof minuteInvocations.$inferInsert
export type MinuteReasonRow = typeof minuteReasons.$inferInsert
export type PathHourRow = typeof pathHours.$inferInsert
export type MeterLossRow = typeof meterLosses.$inferInsert

/** Rows go as one parameter; a batch of this many is some megabytes. */
const ROWS_PER_STATEMENT = 5_000

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

/** Adds to the counts of minutes, and of their hours and days; at most one row per key. */
export async function addMinuteCounts(tx: Tx, rows: readonly MinuteCountRow[]): Promise<void> {
  for (const table of [minuteCounts, hourCounts, dayCounts]) await addRows(tx, { table, from: minuteCounts, rows })
}

/** Adds to the invocations of minutes, and of their hours and days; at most one row per key. */
export async function addMinuteInvocations(tx: Tx, rows: readonly MinuteInvocationRow[]): Promise<void> {
  for (const table of [minuteInvocations, hourInvocations, dayInvocations])
    await addRows(tx, { table, from: minuteInvocations, rows })
}

/** Adds to the requests by reason of minutes, and of their hours and days; at most one row per key. */
export async function addMinuteReasons(tx: Tx, rows: readonly MinuteReasonRow[]): Promise<void> {
  for (const table of [minuteReasons, hourReasons, dayReasons]) await addRows(tx, { table, from: minuteReasons, rows })
}

/** Adds to the counts of path-hours, and of their days, whose last outcome is the latest one; at most one row per key. */
export async function addPathHours(tx: Tx, rows: readonly PathHourRow[]): Promise<void> {
  for (const table of [pathHours, pathDays]) await addRows(tx, { table, from: pathHours, rows })
}

/** Notes counts that will not come; a loss that is told again is the same. */
export async function addMeterLosses(tx: Tx, rows: readonly MeterLossRow[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(meterLosses)
      .values([...rows])
      .onConflictDoNothing()
}

/** `from` is the table that rows are of; they may be for one of longer steps, in which they add up. */
type Adding<From extends PgTable> = {
  readonly table: PgTable
  readonly from: From
  readonly rows: readonly From['$inferInsert'][]
}

/**
 * Adds rows up in a table by its key. Edges that count the same keys at once lock their rows in one order, and never each
 * other.
 */
async function addRows<From extends PgTable>(tx: Tx, { table, from, rows }: Adding<From>): Promise<void> {
  const { head, tail } = statementOf(table, from)
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const some = JSON.stringify(rows.slice(start, start + ROWS_PER_STATEMENT))
    await tx.execute(sql`${head} ${some}::text ${tail}`)
  }
}

const UNITS: ReadonlySet<string> = new Set(['minute', 'hour', 'day'])

/** The statement before and after its rows: what a row is told apart by stays, what has a default of 0 adds up. */
function statementOf(table: PgTable, from: PgTable): { readonly head: SQL; readonly tail: SQL } {
  const columns = Object.entries(getTableColumns(table))
  const given = Object.entries(getTableColumns(from))
  const key = getTableConfig(table).primaryKeys[0]?.columns.map(({ name }) => name) ?? []
  const comma = sql`, `
  const nameOf = sql.identifier
  const names = sql.join(
    columns.map(([, { name }]) => nameOf(name)),
    comma,
  )
  const values = columns.map(([given, { name, hasDefault }]) => {
    if (UNITS.has(name)) return sql`date_trunc(${sql.raw(`'${name}'`)}, ${timeOf(from)}, 'UTC') as ${nameOf(name)}`
    if (hasDefault) return sql`sum(coalesce(${nameOf(given)}, 0))`
    if (key.includes(name)) return sql`${nameOf(given)} as ${nameOf(name)}`
    return sql`(array_agg(${nameOf(given)} order by "lastAt" desc))[1]`
  })
  const record = given.map(([name, column]) => sql`${nameOf(name)} ${sql.raw(column.getSQLType())}`)
  const changes = columns.flatMap(([, { name, hasDefault }]) => {
    if (key.includes(name)) return []
    const before = sql`${table}.${nameOf(name)}`
    const added = sql`excluded.${nameOf(name)}`
    if (hasDefault) return [sql`${nameOf(name)} = ${before} + ${added}`]
    return [sql`${nameOf(name)} = case when excluded.last_at >= ${table}.last_at then ${added} else ${before} end`]
  })
  const keyNames = sql.join(
    key.map((name) => nameOf(name)),
    comma,
  )
  return {
    head: sql`
      insert into ${table} (${names})
      select ${sql.join(values, comma)} from jsonb_to_recordset((`,
    tail: sql`)::jsonb) as given (${sql.join(record, comma)})
      group by ${keyNames} order by ${keyNames}
      on conflict (${keyNames}) do update set ${sql.join(changes, comma)}`,
  }
}

/** The column that says when, by its name in the schema. */
function timeOf(table: PgTable): SQL {
  const unit = Object.values(getTableColumns(table)).find(({ name }) => UNITS.has(name))
  return sql`given.${sql.identifier(unit?.name ?? '')}`
}
