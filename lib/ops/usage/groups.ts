import type { Queryable } from '@/db/client'
import { type PathOrder, readTopPaths, readUsage, readUsageByCause, type UsageAsk } from '@/db/queries/usage/usage'
import { METRICS, type Metric } from '@/lib/contract/metrics'
import type { Price, PriceSheet } from '@/lib/contract/price-sheets'
import type { UsageCounts, UsageGroup, UsageGrouping, UsageInput, UsageSort } from '@/lib/contract/usage'
import { listPrice } from '@/lib/ops/prices/bill'
import { moneyOf } from '@/lib/ops/prices/exact'
import { countsOf, NOTHING, quantitiesOf } from '@/lib/ops/usage/counts'
import { sheetsOfMonth } from '@/lib/ops/usage/month-sheets'
import type { NamedProject } from '@/lib/ops/usage/requested-projects'
import { monthOf } from '@/lib/ops/usage/window'

type GroupsAsk = Pick<UsageAsk, 'nowMs' | 'fromMs' | 'untilMs'> & {
  readonly where: NonNullable<UsageAsk['where']>
  readonly projects: readonly NamedProject[]
  readonly input: Pick<UsageInput, 'by' | 'sort' | 'order' | 'limit'>
}

type NamedCounts = {
  readonly projectId: string
  readonly name: string
  readonly domain: string | null
  readonly counts: UsageCounts
}

/** Usage told apart, first those that come first by `sort`; money at list price by the sheet of the window's last month. */
export async function groupsOf(db: Queryable, ask: GroupsAsk): Promise<{ groups: UsageGroup[]; count: number | null }> {
  const { projects, input, untilMs, nowMs } = ask
  const uses = await sheetsOfMonth(db, { projects, month: monthOf(Math.min(untilMs - 1, nowMs)).month })
  const sheets = new Map(uses.flatMap(({ sheet, projects: sharing }) => sharing.map(({ id }) => [id, sheet])))
  const names = new Map(projects.map(({ id, name }) => [id, name]))
  const rows = await namedCounts(db, ask, sheets)
  const groups = rows.map(({ projectId, name, domain, counts }): UsageGroup => {
    const sheet = sheets.get(projectId)
    return {
      ...counts,
      domain,
      project: names.get(projectId) ?? projectId,
      name: input.by === 'project' ? (names.get(name) ?? name) : name,
      amount: sheet === undefined ? null : moneyOf(listPrice(sheet, quantitiesOf(counts))),
      currency: sheet?.currency ?? '',
    }
  })
  // The database gave no more paths than were asked for.
  const isCut = input.by === 'path' && groups.length >= input.limit
  return { groups: sorted(groups, input).slice(0, input.limit), count: isCut ? null : groups.length }
}

async function namedCounts(
  db: Queryable,
  ask: GroupsAsk,
  sheets: ReadonlyMap<string, PriceSheet>,
): Promise<NamedCounts[]> {
  const { projects, where, nowMs, fromMs, untilMs, input } = ask
  const window = { nowMs, fromMs, untilMs, where, projectIds: projects.map(({ id }) => id), stepMs: null }
  switch (input.by) {
    case 'path': {
      const order = pathOrder(input.sort, [...sheets.values()][0])
      const rows = await readTopPaths(db, { ...window, order, limit: input.limit })
      return rows.map((row) => ({
        projectId: row.project_id,
        name: row.path,
        domain: row.domain,
        counts: countsOf(row),
      }))
    }
    case 'cause': {
      const rows = await readUsageByCause(db, { ...window, by: ['project'] })
      return rows.map((row) => ({
        projectId: row.project_id ?? '',
        name: row.cause,
        domain: null,
        counts: {
          ...NOTHING,
          invocations: row.invocations,
          errors: row.failures,
          durationMs: row.duration_ms,
          cpuUs: row.cpu_us,
          memoryMbMs: row.memory_mb_ms,
        },
      }))
    }
    default: {
      const rows = await readUsage(db, { ...window, by: input.by === 'project' ? ['project'] : ['project', input.by] })
      const column = COLUMNS[input.by]
      return rows.map((row) => ({
        projectId: row.project_id ?? '',
        name: row[column] ?? '',
        domain: null,
        counts: countsOf(row),
      }))
    }
  }
}

const COLUMNS = {
  project: 'project_id',
  domain: 'domain',
  deployment: 'deployment_id',
  route: 'route',
  region: 'region',
} as const satisfies Record<Exclude<UsageGrouping, 'path' | 'cause'>, string>

/** How paths are put in order where there may be a million: the database sums and sorts. */
function pathOrder(sort: UsageSort, sheet: PriceSheet | undefined): PathOrder {
  switch (sort) {
    case 'writeUnits':
    case 'writeUtilisation':
      return 'writes'
    case 'readUnits':
      return 'reads'
    case 'invocations':
    case 'cpuUs':
      return 'invocations'
    case 'visitorBytes':
    case 'originBytes':
      return 'bytes'
    case 'amount':
      return sheet === undefined ? 'requests' : { weights: weightsOf(sheet) }
    case 'name':
    case 'requests':
      return 'requests'
  }
}

const COUNTED: Readonly<Partial<Record<Metric, readonly string[]>>> = {
  requests: ['hit', 'prerender', 'stale', 'revalidated', 'miss', 'bypass', 'none'],
  readUnits: ['read_units'],
  writeUnits: ['write_units'],
  invocations: ['invocations'],
  cpuUs: ['cpu_us'],
  memoryMbMs: ['memory_mb_ms'],
  visitorBytes: ['bytes_in', 'bytes_out'],
  originBytes: ['bytes_to_functions', 'bytes_from_functions', 'bytes_to_cache', 'bytes_from_cache'],
}

/** Roughly what one of each count costs, to put paths in order; what is shown of them is computed exactly. */
function weightsOf({ lines }: PriceSheet): Record<string, number> {
  const weights = lines.flatMap(({ metric, price, per }) => {
    const each = Number(firstPrice(price) ?? 0) / (per * METRICS[metric].size)
    return (COUNTED[metric] ?? []).map((column) => [column, each] as const)
  })
  return Object.fromEntries(weights)
}

function firstPrice(price: Price): string | null | undefined {
  switch (price.kind) {
    case 'flat':
      return price.amount
    case 'graduated':
      return price.steps[0]?.price
    case 'package':
      return null
  }
}

function sorted(groups: readonly UsageGroup[], { sort, order }: Pick<UsageInput, 'sort' | 'order'>): UsageGroup[] {
  const direction = order === 'asc' ? 1 : -1
  const byName = (one: UsageGroup, other: UsageGroup) =>
    compare(one.name, other.name) || compare(one.project, other.project)
  if (sort === 'name') return groups.toSorted((one, other) => direction * byName(one, other))
  // What has no value comes last, either way.
  const rankOf = (group: UsageGroup) => Number(group[sort] ?? (order === 'asc' ? Number.POSITIVE_INFINITY : -1))
  return groups.toSorted((one, other) => direction * compare(rankOf(one), rankOf(other)) || byName(one, other))
}

function compare<Value extends string | number>(one: Value, other: Value): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
