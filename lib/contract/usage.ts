import { z } from 'zod'
import { bill } from '@/lib/contract/bills'
import { deploymentId, hostName, instant, projectName } from '@/lib/contract/fields'
import { metric } from '@/lib/contract/metrics'
import { money } from '@/lib/contract/money'
import { cacheStatus } from '@/lib/contract/paths'
import { month, sheetSummary } from '@/lib/contract/price-sheets'
import { timelineEvent } from '@/lib/contract/projects'

/** What usage can be told apart by. */
export const usageGrouping = z.enum(['project', 'domain', 'deployment', 'route', 'path', 'region', 'cause'])
export type UsageGrouping = z.infer<typeof usageGrouping>

/** `month` is the current month so far; `2026-10` is a past one. */
export const usageWindow = z.union([z.enum(['24h', '7d', '30d', 'month']), month])

export const usageSort = z.enum([
  'name',
  'requests',
  'readUnits',
  'writeUnits',
  'writeUtilisation',
  'invocations',
  'cpuUs',
  'visitorBytes',
  'originBytes',
  'amount',
])
export type UsageSort = z.infer<typeof usageSort>

export const usageInput = z
  .object({
    /** All projects that the caller may see, unless one is named. */
    project: projectName.optional(),
    window: usageWindow.default('month'),
    /** Both in place of `window`; counted to the minute. */
    from: instant.optional(),
    until: instant.optional(),
    by: usageGrouping.default('route'),
    domain: hostName.optional(),
    deployment: deploymentId.optional(),
    route: z.string().max(2048).optional(),
    region: z.string().max(100).optional(),
    /** Of a path requests are counted by the hour, and neither their region nor why a function was called. */
    path: z.string().max(8_192).optional(),
    /** Of a cause there are calls alone. */
    cause: z.string().max(100).optional(),
    sort: usageSort.default('requests'),
    order: z.enum(['asc', 'desc']).default('desc'),
    limit: z.coerce.number().int().min(1).max(1_000).default(50),
  })
  .refine(({ from, until }) => (from === undefined) === (until === undefined), '"from" and "until" come together.')
export type UsageInput = z.infer<typeof usageInput>

/** Why usage cannot be told so, in words; `undefined`: it can. */
export function whyNotCounted(
  asked: Pick<UsageInput, 'by' | 'project' | 'region' | 'path' | 'cause'>,
): string | undefined {
  const isOfPaths = asked.by === 'path' || asked.path !== undefined
  if (isOfPaths && asked.project === undefined) return 'Name a project to see its paths.'
  if (isOfPaths && (asked.by === 'region' || asked.region !== undefined))
    return 'Paths are not counted by region. Ask for a path without a region, or for a route with one.'
  if (isOfPaths && (asked.by === 'cause' || asked.cause !== undefined))
    return 'Calls of functions are not counted by path and cause. Ask for a path without a cause, or for a route with one.'
  return undefined
}

/** Everything that is metered of something. */
export const usageCounts = z.object({
  requests: z.number(),
  /** Of these answered from what was stored: HIT, PRERENDER, STALE. */
  served: z.number(),
  errors: z.number(),
  readUnits: z.number(),
  writeUnits: z.number(),
  /** Requests served from what was stored per write unit; `null` without a write. */
  writeUtilisation: z.number().nullable(),
  invocations: z.number(),
  /** Wall time of functions. */
  durationMs: z.number(),
  cpuUs: z.number(),
  memoryMbMs: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  /** Both ways: between visitors and edge, and between edge, functions and the ISR cache. */
  visitorBytes: z.number(),
  originBytes: z.number(),
})
export type UsageCounts = z.infer<typeof usageCounts>

export const usageGroup = usageCounts.extend({
  project: z.string(),
  /** Of what it is grouped by; names in parentheses are no routes or paths of the site. */
  name: z.string(),
  /** Of a path. */
  domain: z.string().nullable(),
  /** At list price, with nothing included, by the sheet of the window's last month; `null`: the sheet cannot be read. */
  amount: money.nullable(),
  currency: z.string(),
})
export type UsageGroup = z.infer<typeof usageGroup>

/** Usage of one month, or of the part of it within the window, by one price sheet. */
export const usageBill = z.object({
  month,
  sheet: sheetSummary,
  /** Projects that it is the usage of: they share what is included. */
  projects: z.array(z.string()),
  /** Part of the month that included amounts, fee and credit are counted for: 1 for a month from its beginning. */
  share: z.number(),
  bill,
})
export type UsageBill = z.infer<typeof usageBill>

const amountRange = z.object({ low: money, middle: money, high: money })

/** The month under way: what it came to, and what it will. */
export const monthOutlook = z.object({
  month,
  currency: z.string(),
  /** By the sheets, with what is included, the fee and the credit of a whole month. */
  toDate: money,
  /** `null`: too little is recorded; `reason` says so. */
  forecast: amountRange.nullable(),
  reason: z.string().nullable(),
  /** Full days that the forecast is made from. */
  dayCount: z.number(),
  lines: z.array(
    z.object({
      metric,
      used: z.number(),
      /** Of the month; 0: nothing. */
      included: z.number(),
      forecast: z.object({ low: z.number(), middle: z.number(), high: z.number() }).nullable(),
    }),
  ),
  isPartial: z.boolean(),
  hasLowConfidence: z.boolean(),
})
export type MonthOutlook = z.infer<typeof monthOutlook>

export const usage = z.object({
  /** `null`: all that the caller may see. */
  project: z.string().nullable(),
  from: instant,
  until: instant,
  by: usageGrouping,
  stepSeconds: z.number(),
  /** Nothing was counted: why that may be. */
  note: z.string().nullable(),
  totals: usageCounts,
  /** One per step, oldest first, gaps filled with zeros. */
  series: z.array(usageCounts.extend({ at: instant })),
  events: z.array(timelineEvent),
  groups: z.array(usageGroup),
  /** Requests by why they had their outcome, the most first; none for a path or a cause, which are not counted so. */
  reasons: z.array(z.object({ status: cacheStatus, reason: z.string(), requests: z.number() })),
  /** All there are; `null`: there may be more paths than were asked for. */
  groupCount: z.number().nullable(),
  /** Oldest first. Of a part of a project (a domain, a route …) at list price, with nothing included. */
  bills: z.array(usageBill),
  isListPrice: z.boolean(),
  /** An estimate: the sum of the bills, in each currency. */
  estimates: z.array(
    z.object({ currency: z.string(), total: money, isPartial: z.boolean(), hasLowConfidence: z.boolean() }),
  ),
  /** One per currency; none for a part of a project. */
  outlooks: z.array(monthOutlook),
  /** Counts of this time that will not come: usage is too low by them. */
  losses: z.array(
    z.object({
      region: z.string(),
      reason: z.string(),
      requests: z.number().nullable(),
      from: instant,
      until: instant,
    }),
  ),
})
export type Usage = z.infer<typeof usage>
