import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db, Tx } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

/** How long a partition is. */
type Span = 'day' | 'month'

/** Tables that have partitions, each by one instant. */
export const PARTITIONED = [
  ...(['counts', 'invocations', 'reasons'] as const).flatMap((kind) => [
    { table: `minute_${kind}`, instant: 'minute', span: 'day' as Span, step: 'minute' as const },
    { table: `hour_${kind}`, instant: 'hour', span: 'month' as Span, step: 'hour' as const },
    { table: `day_${kind}`, instant: 'day', span: 'month' as Span, step: 'day' as const },
  ]),
  { table: 'path_hours', instant: 'hour', span: 'month' as Span, step: 'hour' as const },
  { table: 'path_days', instant: 'day', span: 'month' as Span, step: 'day' as const },
] as const

export type Partitioned = (typeof PARTITIONED)[number]

const AHEAD = { day: 3, month: 2 } as const satisfies Record<Span, number>

/**
 * Makes the partitions that a table needs from an instant on, for a while ahead, and moves there what came before them.
 * Resolves to how many it made. Rejects when somebody reads the table for longer than two seconds.
 */
export async function makePartitions(db: Db, { table, instant, span }: Partitioned, nowMs: number): Promise<number> {
  let made = 0
  for (let ahead = 0; ahead < AHEAD[span]; ahead += 1) {
    const [from, until] = [startOf(span, nowMs, ahead), startOf(span, nowMs, ahead + 1)]
    if (await makePartition(db, { table, instant, from, until })) made += 1
  }
  return made
}

/** The part of a table that one partition holds. */
export type Range = { readonly table: string; readonly instant: string; readonly from: Date; readonly until: Date }

/** Attached and not created in place: that would lock out who counts. */
async function makePartition(db: Db, { table, instant, from, until }: Range): Promise<boolean> {
  const day = from.toISOString().slice(0, 10)
  const name = `${table}_${day.replaceAll('-', '')}`
  const parent = sql.identifier(table)
  const partition = sql.identifier(name)
  const rest = sql.identifier(`${table}_default`)
  const within = sql`${sql.identifier(instant)} >= ${at(from)} and ${sql.identifier(instant)} < ${at(until)}`
  return db.transaction(async (tx) => {
    const [found] = await selectRows(
      tx,
      z.object({ is_there: z.boolean() }),
      sql`
      select to_regclass(${name}) is not null as is_there`,
    )
    if (found?.is_there === true) return false
    await tx.execute(sql`create table ${partition} (like ${parent} including all)`)
    // From here to the end who counts something that belongs here waits.
    await waitBriefly(tx)
    await tx.execute(sql`lock table ${rest} in access exclusive mode`)
    await tx.execute(sql`
      with moved as (delete from ${rest} where ${within} returning *) insert into ${partition} select * from moved`)
    await tx.execute(
      sql`alter table ${parent} attach partition ${partition} for values from (${at(from)}) to (${at(until)})`,
    )
    return true
  })
}

/** The partition of this name, which tells its bounds; `undefined` where no table of ours has such partitions. */
export function partitionNamed(name: string): Range | undefined {
  const owner = PARTITIONED.find(({ table }) => new RegExp(`^${table}_\\d{8}$`).test(name))
  if (owner === undefined) return undefined
  const { table, instant, span } = owner
  const beginMs = beginOf(name.slice(table.length + 1))
  return { table, instant, from: startOf(span, beginMs, 0), until: startOf(span, beginMs, 1) }
}

/** `20261127` as the instant at which that day begins in UTC. */
function beginOf(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)))
}

/** Drops the partitions of which all is older, and of what has no other partition the rows. */
export async function dropPartitions(
  db: Db,
  { table, instant }: Partitioned,
  beforeMs: number,
): Promise<{ readonly partitions: number; readonly rows: number }> {
  const names = await selectRows(
    db,
    z.object({ name: z.string() }),
    sql`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = ${table}::regclass order by 1`,
  )
  let partitions = 0
  for (const { name } of names) {
    const range = partitionNamed(name)
    if (range?.table !== table || range.until.getTime() > beforeMs) continue
    await db.transaction(async (tx) => {
      await waitBriefly(tx)
      await tx.execute(sql`drop table ${sql.identifier(name)}`)
    })
    partitions += 1
  }
  const [gone] = await selectRows(
    db,
    z.object({ n: z.number() }),
    sql`
    with gone as (
      delete from ${sql.identifier(`${table}_default`)} where ${sql.identifier(instant)} < ${at(new Date(beforeMs))} returning 1)
    select count(*)::int as n from gone`,
  )
  return { partitions, rows: gone?.n ?? 0 }
}

/** Writers of counts wait for this transaction, so it must not wait long for readers. Its job comes again. */
async function waitBriefly(tx: Tx): Promise<void> {
  await tx.execute(sql`set local lock_timeout = '2s'`)
}

function startOf(span: Span, ms: number, later: number): Date {
  const date = new Date(ms)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  if (span === 'month') return new Date(Date.UTC(year, month + later, 1))
  return new Date(Date.UTC(year, month, date.getUTCDate() + later))
}

/** Partition bounds take no parameters: a literal that a date makes. */
function at(date: Date): SQL {
  return sql.raw(`'${date.toISOString()}'::timestamptz`)
}
