import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'
import { COUNT_SUMS, countSumsRow } from '@/db/queries/usage/count-sums'
import { pathCountsBetween } from '@/db/queries/usage/path-counts'
import { type Piece, pathPiecesOf, piecesOf, type Unit, type Window } from '@/db/queries/usage/usage-window'

/** What usage is told apart by; none is all in one row. */
const LABELS = {
  project: 'project_id',
  deployment: 'deployment_id',
  domain: 'domain',
  route: 'route',
  region: 'region',
} as const
export type UsageLabel = keyof typeof LABELS
/** What it can be narrowed to one of. */
const NARROWED = { ...LABELS, path: 'path', cause: 'cause' } as const

export type UsageAsk = Window & {
  /** The fleet's time: what is kept how long is counted from it. */
  readonly nowMs: number
  readonly projectIds: readonly string[]
  readonly by: readonly UsageLabel[]
  /** Length of the steps of a series, a divisor or a multiple of a day; `null`: no series. */
  readonly stepMs: number | null
  readonly where?: UsagePlace
}

/** Of paths no regions and no causes are counted, and of causes nothing but calls. */
export type UsagePlace = { readonly [Label in keyof typeof NARROWED]?: string | undefined }

/** `null` where usage is not told apart by it. */
const labelled = z.object({
  at_ms: z.number().nullable(),
  project_id: z.string().nullable(),
  deployment_id: z.string().nullable(),
  domain: z.string().nullable(),
  route: z.string().nullable(),
  region: z.string().nullable(),
})

const usageRow = countSumsRow.extend(labelled.shape)
export type UsageRow = z.output<typeof usageRow>

/**
 * Sums of everything that is counted, oldest step first. Steps and groups without a row have none. Of one path the window grows
 * to whole hours, and where these are gone to days.
 */
export function readUsage(db: Queryable, ask: UsageAsk): Promise<UsageRow[]> {
  return selectRows(db, usageRow, grouped(ask, { kind: 'counts', sums: COUNT_SUMS, by: [] }))
}

const FUNCTION_SUMS = sums(['invocations', 'failures', 'duration_ms', 'cpu_us', 'memory_mb_ms'])

const causeRow = labelled.extend({
  cause: z.string(),
  invocations: z.number(),
  failures: z.number(),
  duration_ms: z.number(),
  cpu_us: z.number(),
  memory_mb_ms: z.number(),
})
export type CauseUsageRow = z.output<typeof causeRow>

/** Invocations by cause, besides what else they are told apart by. */
export function readUsageByCause(db: Queryable, ask: UsageAsk): Promise<CauseUsageRow[]> {
  return selectRows(db, causeRow, grouped(ask, { kind: 'invocations', sums: FUNCTION_SUMS, by: ['cause'] }))
}

const CALL_COUNTS = [
  ...['invocations', 'failures', 'duration_ms', 'cpu_us', 'memory_mb_ms', 'cold_starts', 'longer'],
  ...[5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000].map((ms) => `within_${ms}`),
]
const callRow = causeRow.extend({
  cold_starts: z.number(),
  within_5: z.number(),
  within_10: z.number(),
  within_20: z.number(),
  within_50: z.number(),
  within_100: z.number(),
  within_200: z.number(),
  within_500: z.number(),
  within_1000: z.number(),
  within_2000: z.number(),
  within_5000: z.number(),
  within_10000: z.number(),
  within_20000: z.number(),
  within_60000: z.number(),
  longer: z.number(),
})
export type CallRow = z.output<typeof callRow>

/** As `readUsageByCause`, with processes that were started, and calls by how long they took. */
export function readCalls(db: Queryable, ask: UsageAsk): Promise<CallRow[]> {
  return selectRows(db, callRow, grouped(ask, { kind: 'invocations', sums: sums(CALL_COUNTS), by: ['cause'] }))
}

const reasonRow = labelled.extend({ status: z.string(), reason: z.string(), requests: z.number() })
export type ReasonUsageRow = z.output<typeof reasonRow>

/** Requests whose outcome has a reason, by status and reason; those of a status that are left over have none. */
export function readUsageByReason(db: Queryable, ask: UsageAsk): Promise<ReasonUsageRow[]> {
  return selectRows(
    db,
    reasonRow,
    grouped(ask, { kind: 'reasons', sums: sums(['requests']), by: ['status', 'reason'] }),
  )
}

type Grouping = {
  readonly kind: 'counts' | 'invocations' | 'reasons'
  readonly sums: SQL
  readonly by: readonly string[]
}

function grouped(ask: UsageAsk, { kind, sums, by }: Grouping): SQL {
  const labels = Object.entries(LABELS).map(([label, column]) =>
    ask.by.some((each) => each === label) ? sql.identifier(column) : sql`null::text as ${sql.identifier(column)}`,
  )
  const columns = sql.join([...labels, ...by.map((column) => sql.identifier(column))], sql`, `)
  // By position: the step, all labels, and what the kind of counts is told apart by.
  const positions = sql.raw(Array.from({ length: 1 + labels.length + by.length }, (_, n) => n + 1).join(', '))
  return sql`
    select ${stepOf(ask.stepMs)} as at_ms, ${columns}, ${sums}
    from (${rowsOf(kind, ask)}) counted
    group by ${positions} order by ${positions}`
}

/** Rows of all pieces of the window, with their instant as `at`. */
function rowsOf(kind: Grouping['kind'], ask: UsageAsk): SQL {
  const { nowMs, stepMs, where = {} } = ask
  const isOfPath = kind === 'counts' && where.path !== undefined
  const pieces = (isOfPath ? pathPiecesOf : piecesOf)(ask, nowMs, stepMs ?? undefined)
  const selects = pieces.map((piece) => sql`${columnsOf(kind, ask, piece.unit)} where ${within(ask, piece)}`)
  const none = sql`${columnsOf(kind, ask, isOfPath ? 'day' : 'minute')} where false`
  return sql.join(selects.length === 0 ? [none] : selects, sql` union all `)
}

/** Everything is counted by route, the same by path, and calls by cause. */
function columnsOf(kind: Grouping['kind'], { where = {} }: UsageAsk, unit: Unit): SQL {
  const at = sql`select ${sql.identifier(unit)} as at`
  if (kind === 'counts' && where.path !== undefined) return sql`${at}, * from ${sql.identifier(`path_${unit}s`)}`
  if (kind === 'counts' && where.cause !== undefined)
    return sql`${at}, ${CALLS_AS_COUNTS} from ${sql.identifier(`${unit}_invocations`)}`
  return sql`${at}, * from ${sql.identifier(`${unit}_${kind}`)}`
}

const LABEL_COLUMNS = Object.values(LABELS).map((column) => sql.identifier(column))
const OF_CALLS: Readonly<Record<string, string>> = {
  invocations: 'invocations',
  errors: 'failures',
  duration_ms: 'duration_ms',
  cpu_us: 'cpu_us',
  memory_mb_ms: 'memory_mb_ms',
}
/** What is counted of calls, under the names of all counts; the others are zero. */
const CALLS_AS_COUNTS = sql.join(
  [
    ...LABEL_COLUMNS,
    ...Object.keys(countSumsRow.shape).map((name) => {
      const column = OF_CALLS[name]
      return sql`${column === undefined ? sql`0::bigint` : sql.identifier(column)} as ${sql.identifier(name)}`
    }),
  ],
  sql`, `,
)

function within({ projectIds, where = {} }: UsageAsk, { unit, fromMs, untilMs }: Piece): SQL {
  const instant = sql.identifier(unit)
  const filters = Object.entries(NARROWED).flatMap(([label, column]) => {
    const value = Object.entries(where).find(([name]) => name === label)?.[1]
    return value === undefined ? [] : [sql`and ${sql.identifier(column)} = ${value}`]
  })
  return sql`project_id = any(${sql.param([...projectIds])}) and ${instant} >= ${at(fromMs)} and ${instant} < ${at(untilMs)}
    ${sql.join(filters, sql` `)}`
}

function stepOf(stepMs: number | null): SQL {
  if (stepMs === null) return sql`null::float8`
  const step = sql.raw(String(Math.trunc(stepMs)))
  return sql`(floor(extract(epoch from at) * 1000 / ${step}) * ${step})::float8`
}

function at(ms: number): SQL {
  return sql`to_timestamp(${ms}::float8 / 1000)`
}

function sums(names: readonly string[]): SQL {
  return sql.join(
    names.map((name) => sql`coalesce(sum(${sql.identifier(name)}), 0)::float8 as ${sql.identifier(name)}`),
    sql`, `,
  )
}

const pathRow = countSumsRow.extend({ project_id: z.string(), domain: z.string(), path: z.string(), route: z.string() })
export type PathUsageRow = z.output<typeof pathRow>

/** What top paths can be ordered by. */
const PATH_ORDERS = {
  requests: sql`sum(hit + prerender + stale + revalidated + miss + bypass + "none")`,
  writes: sql`sum(write_units)`,
  reads: sql`sum(read_units)`,
  invocations: sql`sum(invocations)`,
  bytes: sql`sum(bytes_out)`,
} as const
export type PathOrder = keyof typeof PATH_ORDERS | { readonly weights: Readonly<Record<string, number>> }

/**
 * The paths that come first, with everything that is counted of them. By hours of the last 7 days and by days before, so the
 * window grows to whole ones; paths beyond those that are kept count as `(other paths)`. `weights` orders by money: a price
 * for each of the counts that has one.
 */
export function readTopPaths(
  db: Queryable,
  ask: Omit<UsageAsk, 'by' | 'stepMs'> & { readonly order: PathOrder; readonly limit: number },
): Promise<PathUsageRow[]> {
  const { projectIds, where = {} } = ask
  const is = (column: string, value: string | undefined) =>
    value === undefined ? sql`` : sql`and ${sql.identifier(column)} = ${value}`
  const counted = pathCountsBetween(
    ask,
    ask.nowMs,
    sql`
    project_id = any(${sql.param([...projectIds])})
    ${is('domain', where.domain)} ${is('deployment_id', where.deployment)} ${is('route', where.route)} ${is('path', where.path)}`,
  )
  const inOrder = sql`order by ${orderOf(ask.order)} desc, project_id, domain, path`
  return selectRows(
    db,
    pathRow,
    // All is added up only of those that come first: of the others just what they are ordered by.
    sql`
      with firsts as materialized (
        select project_id, domain, path from ${counted}
        group by project_id, domain, path ${inOrder} limit ${ask.limit}
      )
      select project_id, domain, path, max(route) as route, ${COUNT_SUMS}
      from firsts cross join lateral (
        select ${sql.join(
          ['route', ...Object.keys(countSumsRow.shape)].map((name) => sql.identifier(name)),
          sql`, `,
        )}
        from ${counted}
        where path_counts.project_id = firsts.project_id and path_counts.domain = firsts.domain and path_counts.path = firsts.path
        -- Each found by its index: together they are few of all.
        offset 0
      ) found
      group by project_id, domain, path ${inOrder}`,
  )
}

function orderOf(order: PathOrder): SQL {
  if (typeof order === 'string') return PATH_ORDERS[order]
  const known = Object.keys(countSumsRow.shape)
  const parts = Object.entries(order.weights).flatMap(([name, price]) =>
    known.includes(name) ? [sql`coalesce(sum(${sql.identifier(name)}), 0) * ${price}::float8`] : [],
  )
  return parts.length === 0 ? PATH_ORDERS.requests : sql.join(parts, sql` + `)
}

const lossRow = z.object({
  region: z.string(),
  reason: z.string(),
  batches: z.number(),
  requests: z.number().nullable(),
  from_ms: z.number(),
  until_ms: z.number(),
})
export type MeterLossRow = z.output<typeof lossRow>

/** Counts that will not come, of all projects: a bill of that time is too low by them. Newest first. */
export function readMeterLosses(db: Queryable, { fromMs, untilMs }: Window, limit: number): Promise<MeterLossRow[]> {
  return selectRows(
    db,
    lossRow,
    sql`
      select region, reason, batches, requests::float8 as requests,
        (extract(epoch from from_at) * 1000)::float8 as from_ms, (extract(epoch from until_at) * 1000)::float8 as until_ms
      from meter_losses where until_at >= ${at(fromMs)} and from_at < ${at(untilMs)}
      order by until_at desc, boot_id, n limit ${limit}`,
  )
}
