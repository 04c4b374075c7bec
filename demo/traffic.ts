import {
  COUNTS,
  type MinuteCounts,
  type MinuteInvocations,
  type MinuteReasons,
  type PathHour,
} from '@/lib/engine/metering/meter-batch'
import type { Chance } from './chance'
import { type Ending, endingOf } from './endings'
import type { DemoSite, RouteTraffic } from './sites'
import { FINE_MS, type Tick } from './ticks'

/** What a project showed, from one instant to another. */
export type Shown = { readonly deploymentId: string; readonly fromMs: number; readonly untilMs: number }

export type SiteMonth = {
  readonly site: DemoSite
  readonly projectId: string
  /** Oldest first, without gaps. */
  readonly shown: readonly Shown[]
  /** Instants of purges: pages are stale right behind them. */
  readonly purgesMs: readonly number[]
  /** From here on the routes that fail do. */
  readonly failsFromMs: number
}

export type Figures = {
  readonly minutes: MinuteCounts[]
  readonly invocations: MinuteInvocations[]
  readonly reasons: MinuteReasons[]
}

/** Where requests come from, and how many of ten. */
const REGIONS = [
  { region: 'eu-1', share: 0.62 },
  { region: 'eu-2', share: 0.38 },
] as const

const FAILING = new Set(['/sale'])
const DAY_MS = 86_400_000

/** Everything that is counted of a site in one tick, by route, domain and region. Routes of paths that do not exist are told too. */
export function figuresOf(month: SiteMonth, tick: Tick, chance: Chance): Figures {
  const { site } = month
  const figures: Figures = { minutes: [], invocations: [], reasons: [] }
  const shown = month.shown.find(({ fromMs, untilMs }) => tick.atMs >= fromMs && tick.atMs < untilMs)
  if (shown === undefined) return figures
  const visits = visitsIn(site, tick, chance)
  const total = site.pages.reduce((sum, { share }) => sum + share, 0)
  for (const [route, traffic] of Object.entries(site.routes)) {
    const pages = site.pages.filter((page) => page.route === route)
    const share = pages.reduce((sum, page) => sum + page.share, 0) / total
    for (const domain of site.domains) {
      for (const { region, share: ofRegion } of REGIONS) {
        const place = {
          projectId: month.projectId,
          deploymentId: shown.deploymentId,
          domain: domain.host,
          route,
          region,
        }
        const wanted = visits * share * domain.share * ofRegion
        const requests = rounded(wanted, chance('requests', site.project, route, domain.host, region, tick.atMs))
        const ask = {
          requests,
          pageCount: pages.length,
          regionShare: ofRegion,
          tick,
          traffic,
          ...stateOf(month, shown, tick, route),
        }
        add(
          figures,
          place,
          tick,
          endingOf(ask, (what) => chance(what, site.project, route, domain.host, region, tick.atMs)),
          traffic,
        )
      }
    }
  }
  addLost(figures, month, shown, tick, visits, chance)
  return figures
}

/** Busy in the evening, quiet at night, and a little more each week. */
function visitsIn(site: DemoSite, { atMs, lengthMs, agoMs }: Tick, chance: Chance): number {
  const at = new Date(atMs)
  const hour = at.getUTCHours() + at.getUTCMinutes() / 60
  const rhythm =
    1 + 0.62 * Math.sin(((hour - 9.5) / 24) * 2 * Math.PI) + 0.14 * Math.sin(((hour - 5) / 12) * 2 * Math.PI)
  const isWeekend = at.getUTCDay() % 6 === 0
  const growth = 1.12 - (0.2 * agoMs) / (30 * DAY_MS)
  const mood = 0.92 + 0.16 * chance('mood', site.project, Math.floor(atMs / (6 * 3_600_000)))
  const noise = lengthMs > FINE_MS ? 1 : 0.9 + 0.2 * chance('noise', site.project, atMs)
  return ((site.visitsPerDay * lengthMs) / DAY_MS) * rhythm * (isWeekend ? site.weekend : 1) * growth * mood * noise
}

function stateOf({ purgesMs, failsFromMs }: SiteMonth, { fromMs }: Shown, { atMs, lengthMs }: Tick, route: string) {
  const wasJust = (instantMs: number) => instantMs < atMs + lengthMs && instantMs >= atMs - 300_000
  return {
    isNew: wasJust(fromMs),
    isPurged: purgesMs.some(wasJust),
    isFailing: FAILING.has(route) && atMs >= failsFromMs,
  }
}

type Place = Omit<MinuteCounts, 'minute'>

function add(figures: Figures, place: Place, { atMs }: Tick, ending: Ending, traffic: RouteTraffic): void {
  if (ending.requests === 0) return
  const minute = new Date(atMs)
  const { counts, reasons, calls } = ending
  figures.minutes.push({ ...place, minute, ...counts, ...bytesOf(ending, traffic) })
  for (const [status, reason, requests] of reasons) {
    if (requests > 0) figures.reasons.push({ ...place, minute, status, reason, requests })
  }
  for (const call of calls) figures.invocations.push({ ...place, minute, ...call })
}

function bytesOf({ requests, counts }: Ending, { bodyBytes, storedBytes }: RouteTraffic) {
  return {
    bytesIn: requests * 412,
    bytesOut: requests * Math.round(360 + bodyBytes * 0.31),
    bytesToFunctions: counts.invocations * 640,
    bytesFromFunctions: counts.invocations * (bodyBytes + 410),
    bytesToCache: Math.round(counts.writeUnits * Math.min(storedBytes, 8_192) * 0.97),
    bytesFromCache: Math.round(counts.readUnits * Math.min(storedBytes, 8_192) * 0.97),
  }
}

/** What nobody made a page for. */
function addLost(figures: Figures, month: SiteMonth, shown: Shown, tick: Tick, visits: number, chance: Chance): void {
  const { site, projectId } = month
  const [domain] = site.domains
  if (domain === undefined) return
  for (const { region, share } of REGIONS) {
    const none = rounded(visits * 0.006 * share, chance('lost', site.project, region, tick.atMs))
    if (none === 0) continue
    const place = { projectId, deploymentId: shown.deploymentId, domain: domain.host, route: '(not found)', region }
    figures.minutes.push({ ...place, minute: new Date(tick.atMs), none, bytesIn: none * 398, bytesOut: none * 512 })
  }
}

/** A whole number that is right on average. */
export function rounded(wanted: number, chance: number): number {
  return Math.floor(wanted + chance)
}

/** Shares what a route counted out among its paths: an hour, or a day, of each, which together are the route's. */
export function pathsOf(
  site: DemoSite,
  minutes: readonly MinuteCounts[],
  at: { readonly hour: Date; readonly lastAt: Date },
): PathHour[] {
  const sums = new Map<string, { place: Place; counts: Record<string, number> }>()
  for (const row of minutes) {
    const { projectId, deploymentId, domain, route } = row
    const key = `${deploymentId} ${domain} ${route}`
    const sum = sums.get(key) ?? { place: { projectId, deploymentId, domain, route, region: '' }, counts: {} }
    for (const name of COUNTS) sum.counts[name] = (sum.counts[name] ?? 0) + (row[name] ?? 0)
    sums.set(key, sum)
  }
  return [...sums.values()].flatMap(({ place, counts }) => sharedOut(site, place, counts, at))
}

function sharedOut(
  site: DemoSite,
  { region: _, ...place }: Place,
  counts: Readonly<Record<string, number>>,
  { hour, lastAt }: { readonly hour: Date; readonly lastAt: Date },
): PathHour[] {
  const of = site.pages.filter(({ route }) => route === place.route)
  const pages = of.length === 0 ? [{ path: '(other paths)', share: 1 }] : of
  const total = pages.reduce((sum, { share }) => sum + share, 0)
  let before = 0
  return pages.flatMap(({ path, share }) => {
    const until = before + share
    const part = Object.fromEntries(
      COUNTS.map((name) => {
        const all = counts[name] ?? 0
        return [name, Math.round((all * until) / total) - Math.round((all * before) / total)]
      }),
    )
    before = until
    const asked = ['hit', 'prerender', 'stale', 'miss', 'revalidated', 'bypass', 'none'].find(
      (name) => (part[name] ?? 0) > 0,
    )
    // A page may be written for a request that another one of its route is told.
    if (Object.values(part).every((count) => count === 0)) return []
    return [
      {
        ...place,
        path,
        hour,
        ...part,
        lastStatus: (asked ?? 'hit').toUpperCase(),
        lastReason: REASONS[asked ?? ''] ?? null,
        lastAt,
      },
    ]
  })
}

const REASONS: Readonly<Record<string, string>> = {
  stale: 'stale_time',
  miss: 'cold',
  revalidated: 'on_demand',
  bypass: 'draft_mode',
}
