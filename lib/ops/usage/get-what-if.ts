import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Queryable } from '@/db/client'
import { inSnapshot } from '@/db/queries/select-rows'
import { readFirstCountedMs, readRouteIntervals, readRouteTraffic } from '@/db/queries/usage/route-traffic'
import { readUsage, readUsageByCause, type UsageAsk } from '@/db/queries/usage/usage'
import { readNowMs } from '@/db/queries/usage/usage-facts'
import type { PriceSheet } from '@/lib/contract/price-sheets'
import type { IntervalOutcome, WhatIf, WhatIfInput } from '@/lib/contract/what-if'
import type { OpsContext } from '@/lib/ops/context'
import { instant } from '@/lib/ops/instant'
import { atListPrice, billFor } from '@/lib/ops/prices/bill'
import { sheetOfMonth } from '@/lib/ops/prices/sheet-of-month'
import { sheetTitle, toSheet } from '@/lib/ops/prices/to-sheet'
import { requireProject } from '@/lib/ops/require-project'
import { countsOf } from '@/lib/ops/usage/counts'
import { changedShareAt, changeRate, outcomeOf, type PageOutcome } from '@/lib/ops/usage/what-if'
import { monthOf } from '@/lib/ops/usage/window'

/** Paths that are walked one by one, each for every interval. */
const MOST_PATHS = 200
const PATHS_A_TURN = 10
const HOUR_MS = 3_600_000
const UNIT_BYTES = 8_192
const MONTH_DAYS = 30
const MOST_ROUTES = 50
const LADDER = [10, 60, 300, 900, 3_600, 21_600, 86_400]

/** What other revalidate intervals of a route would have come to, by the traffic of the last days. Changes nothing. */
export async function getWhatIf(ctx: OpsContext, input: WhatIfInput): Promise<WhatIf> {
  const project = await requireProject(ctx, 'read', input.project)
  const { domain, days } = input
  return inSnapshot(ctx.db, async (tx) => {
    const nowMs = await readNowMs(tx)
    // The hour under way is no whole one.
    const untilMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS
    const asked = { projectId: project.id, domain, fromMs: untilMs - days * 24 * HOUR_MS, untilMs }
    // A site that is younger than that was not quiet before its first visit: nobody could come.
    const fromMs = (await readFirstCountedMs(tx, asked)) ?? asked.fromMs
    const window = { nowMs, fromMs, untilMs }
    const routes = await busyRoutes(tx, { ...window, where: { domain }, projectIds: [project.id] })
    const route = input.route ?? routes[0]
    const { row } = await sheetOfMonth(tx, { projectId: project.id, month: monthOf(nowMs).month })
    const sheet = toSheet(row)
    const told = {
      project: project.name,
      routes,
      from: instant(fromMs),
      until: instant(untilMs),
      currency: sheet.currency,
      sheet: sheetTitle(sheet),
    }
    if (route === undefined) return { ...told, ...NOBODY_ASKED, route: null, notes: [nothingRecorded(input)] }
    const traffic = await trafficOf(tx, { ...window, projectId: project.id, route, domain })
    const hourCount = (untilMs - fromMs) / HOUR_MS
    return { ...told, route, ...(await tellIntervals(traffic, { sheet, route, input, hourCount })) }
  })
}

/** Routes of the site, the most requested first; names in parentheses are not routes. */
async function busyRoutes(tx: Queryable, ask: Omit<UsageAsk, 'by' | 'stepMs'>): Promise<string[]> {
  const rows = await readUsage(tx, { ...ask, by: ['route'], stepMs: null })
  return rows
    .map((row) => ({ route: row.route ?? '', requests: countsOf(row).requests }))
    .filter(({ route, requests }) => requests > 0 && !route.startsWith('('))
    .toSorted((one, other) => other.requests - one.requests || (one.route < other.route ? -1 : 1))
    .slice(0, MOST_ROUTES)
    .map(({ route }) => route)
}

const NOBODY_ASKED = {
  currentSeconds: null,
  pathCount: 0,
  requests: 0,
  coveredShare: 0,
  changedShare: null,
  intervals: [],
  recorded: { requests: 0, timedInvocations: 0, writeUnits: 0 },
  hasLowConfidence: false,
}

type TrafficAsk = Pick<UsageAsk, 'nowMs' | 'fromMs' | 'untilMs'> & {
  readonly projectId: string
  readonly route: string
  readonly domain: string | undefined
}

/** What is recorded of a route. */
async function trafficOf(tx: Queryable, ask: TrafficAsk) {
  const { projectId, route, domain, nowMs, fromMs, untilMs } = ask
  const { paths, ...sums } = await readRouteTraffic(tx, { ...ask, limit: MOST_PATHS })
  const stored = await readRouteIntervals(tx, ask)
  const window = { nowMs, fromMs, untilMs, by: [], stepMs: null }
  const causes = await readUsageByCause(tx, { ...window, where: { route, domain }, projectIds: [projectId] })
  return { paths, sums, stored, causes }
}

type Tried = {
  readonly sheet: PriceSheet
  readonly route: string
  readonly input: WhatIfInput
  /** Whole hours that the recorded traffic covers. */
  readonly hourCount: number
}

async function tellIntervals(
  { paths, sums, stored, causes }: Awaited<ReturnType<typeof trafficOf>>,
  { sheet, route, input, hourCount }: Tried,
) {
  const timed = causes.filter(({ cause }) => cause === 'time').reduce(added, NO_CALLS)
  const calls = causes.reduce(added, NO_CALLS)
  const requests = paths.reduce((sum, path) => sum + path.requests, 0)
  const writeUnits = paths.reduce((sum, path) => sum + path.write_units, 0)
  const currentSeconds = commonInterval(stored)
  const unitsPerWrite = Math.max(1, Math.ceil(average(stored) / UNIT_BYTES))
  const changedShare = calls.invocations === 0 ? null : Math.min(1, writeUnits / (calls.invocations * unitsPerWrite))
  const model: Model = {
    traffic: paths.map(({ hours, counts }) => hourly(hours, counts, hourCount)),
    rate: changeRate({ changedShare: changedShare ?? 1, everySeconds: currentSeconds ?? HOUR_MS / 1_000 }),
    requests,
    unitsPerWrite,
    sheet,
    hourCount,
    perCall:
      calls.invocations === 0
        ? NO_TIME
        : { cpuUs: calls.cpuUs / calls.invocations, memoryMbMs: calls.memoryMbMs / calls.invocations },
  }
  const asked = [...LADDER, currentSeconds ?? 0, input.revalidate ?? 0].filter((seconds) => seconds > 0)
  const intervals: Told[] = []
  for (const seconds of [...new Set(asked)].toSorted((one, other) => one - other)) {
    intervals.push(await tell(model, seconds))
  }
  return {
    currentSeconds,
    pathCount: paths.length,
    requests,
    changedShare,
    coveredShare: sums.requests === 0 ? 0 : requests / sums.requests,
    recorded: { requests, timedInvocations: timed.invocations, writeUnits },
    intervals: paths.length === 0 ? [] : intervals.map(({ outcome }) => outcome),
    hasLowConfidence: intervals.some(({ isUncertain }) => isUncertain),
    notes:
      paths.length === 0
        ? [nothingRecorded({ ...input, route })]
        : notesOf({
            currentSeconds,
            changedShare,
            pathCount: sums.path_count,
            looked: paths.length,
            hourCount,
            isWhole: hourCount === input.days * 24,
            isAgeMissing: intervals.some(({ outcome }) => outcome.ageSeconds === null),
          }),
  }
}

const NO_CALLS = { invocations: 0, cpuUs: 0, memoryMbMs: 0 }
const NO_TIME = { cpuUs: 0, memoryMbMs: 0 }

function added(
  sum: typeof NO_CALLS,
  row: { readonly invocations: number; readonly cpu_us: number; readonly memory_mb_ms: number },
) {
  return {
    invocations: sum.invocations + row.invocations,
    cpuUs: sum.cpuUs + row.cpu_us,
    memoryMbMs: sum.memoryMbMs + row.memory_mb_ms,
  }
}

type Stored = readonly {
  readonly seconds: number | null
  readonly entry_count: number
  readonly stored_bytes: number
}[]

/** The interval that nearly all of what is stored has. */
function commonInterval(stored: Stored): number | null {
  const all = stored.reduce((sum, { entry_count }) => sum + entry_count, 0)
  const [first] = stored
  return first !== undefined && first.seconds !== null && first.entry_count >= all * 0.9 ? first.seconds : null
}

function average(stored: Stored): number {
  const all = stored.reduce((sum, { entry_count }) => sum + entry_count, 0)
  return all === 0 ? 0 : stored.reduce((sum, row) => sum + row.stored_bytes * row.entry_count, 0) / all
}

function hourly(hours: readonly number[], counts: readonly number[], length: number): readonly number[] {
  const all = Array.from({ length }, () => 0)
  hours.forEach((hour, at) => {
    all[hour] = (all[hour] ?? 0) + (counts[at] ?? 0)
  })
  return all
}

type Model = {
  readonly traffic: readonly (readonly number[])[]
  readonly requests: number
  readonly rate: number
  readonly unitsPerWrite: number
  readonly perCall: typeof NO_TIME
  readonly sheet: PriceSheet
  readonly hourCount: number
}

type Told = { readonly outcome: IntervalOutcome; readonly isUncertain: boolean }

async function tell(model: Model, seconds: number): Promise<Told> {
  const pages: PageOutcome[] = []
  for (const hourlyRequests of model.traffic) {
    pages.push(outcomeOf({ hourlyRequests }, seconds))
    // Some thousandths of a second each: others of this process get their turn in between.
    if (pages.length % PATHS_A_TURN === 0) await nextTurn()
  }
  const regenerations = pages.reduce((sum, page) => sum + page.regenerations, 0)
  const ageSum = pages.reduce((sum, page) => sum + page.ageSum, 0)
  const windowSeconds = model.hourCount * 3_600
  // How far apart the regenerations of each page are, on average, decides how often one finds it changed.
  const writes = pages.reduce((sum, page) => {
    if (page.regenerations === 0) return sum
    return sum + page.regenerations * changedShareAt(model.rate, windowSeconds / page.regenerations)
  }, 0)
  const monthly = (MONTH_DAYS * 24) / model.hourCount
  const ageSeconds = model.requests === 0 ? null : ageSum / model.requests
  const bill = billFor(atListPrice(model.sheet), {
    invocations: regenerations * monthly,
    writeUnits: writes * model.unitsPerWrite * monthly,
    cpuUs: regenerations * monthly * model.perCall.cpuUs,
    memoryMbMs: regenerations * monthly * model.perCall.memoryMbMs,
  })
  return {
    isUncertain: bill.hasLowConfidence,
    outcome: {
      revalidateSeconds: seconds,
      invocations: Math.round(regenerations),
      writeUnits: Math.round(writes * model.unitsPerWrite),
      // The model takes the recorded time to come again and again; how old a page gets beyond it, nobody saw.
      ageSeconds: ageSeconds !== null && ageSeconds <= windowSeconds ? ageSeconds : null,
      staleShare: model.requests === 0 ? null : Math.min(1, regenerations / model.requests),
      amountPerMonth: bill.isPartial || bill.lines.length === 0 ? null : bill.used,
    },
  }
}

function nothingRecorded({ route, days }: Pick<WhatIfInput, 'route' | 'days'>): string {
  const time = days === 1 ? 'the last 24 full hours' : `the full hours of the last ${days} days`
  const what = route === undefined ? 'a page of any route' : `a page of the route ${route}`
  return `Nobody requested ${what} that the cache may answer in ${time}.`
}

function notesOf(of: {
  readonly currentSeconds: number | null
  readonly changedShare: number | null
  readonly pathCount: number
  readonly looked: number
  readonly hourCount: number
  /** All of the time that was asked for was recorded. */
  readonly isWhole: boolean
  readonly isAgeMissing: boolean
}): string[] {
  const time = of.hourCount === 1 ? '1 hour' : `${of.hourCount} hours`
  return [
    'This is what time alone causes. Purges, on-demand revalidation and failed renders come on top.',
    ...(of.isWhole ? [] : [`The recorded traffic covers ${time} so far: a month is reckoned from that.`]),
    ...(of.isAgeMissing ? [`An age beyond ${time} is not told: there is not enough traffic yet.`] : []),
    ...(of.currentSeconds === null
      ? ['The stored pages of this route have no interval in common, so none is marked as the current one.']
      : []),
    ...(of.changedShare === null ? ['No call was recorded, so every regeneration is assumed to change the page.'] : []),
    ...(of.pathCount > of.looked
      ? [`Only the ${of.looked} most visited of ${of.pathCount} paths are considered.`]
      : []),
  ]
}
