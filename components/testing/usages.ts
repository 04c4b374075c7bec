import { before, MINUTE, T0 } from '@/components/testing/instants'
import type { Bill, BillLine } from '@/lib/contract/bills'
import type { Metric } from '@/lib/contract/metrics'
import type { PriceSheet, ProjectPrices, SheetSummary } from '@/lib/contract/price-sheets'
import type { Usage, UsageCounts, UsageGroup } from '@/lib/contract/usage'
import type { WhatIf } from '@/lib/contract/what-if'

const DAY = 24 * 60 * MINUTE

function usageCountsWith(parts: Partial<UsageCounts> = {}): UsageCounts {
  return {
    requests: 412_380,
    served: 401_212,
    errors: 21,
    readUnits: 31_204,
    writeUnits: 2_310,
    writeUtilisation: 173.7,
    invocations: 9_120, durationMs: 1_812_000, cpuUs: 612_000_000, memoryMbMs: 1_024 * 1_812_000,
    bytesIn: 412_000_000, bytesOut: 31_200_000_000, visitorBytes: 31_612_000_000, originBytes: 2_104_000_000,
    ...parts,
  }
}

export function sheetSummaryWith(parts: Partial<SheetSummary> = {}): SheetSummary {
  return {
    id: 'sht_1',
    provider: 'vercel',
    plan: 'pro',
    region: 'fra1',
    version: 2,
    name: 'Vercel Pro',
    currency: 'USD',
    createdAt: before(3 * DAY), actor: 'op@example.com',
    ...parts,
  }
}

function billLineOf(
  metric: Metric,
  amounts: readonly [number, string, number, string | null],
  parts: Partial<BillLine> = {},
) {
  const [quantity, price, per, amount] = amounts
  return {
    metric,
    quantity,
    included: 0,
    billable: quantity,
    price: { kind: 'flat' as const, amount: price },
    per,
    amount,
    source: 'vercel.com/docs/pricing/regional-pricing',
    date: '2025-10-20',
    confidence: 'medium' as const,
    note: null,
    ...parts,
  }
}

export function billWith(parts: Partial<Bill> = {}): Bill {
  return {
    currency: 'USD',
    lines: [
      billLineOf('requests', [412_380, '2.6', 1_000_000, '0'], {
        included: 10_000_000,
        billable: 0,
        confidence: 'low',
      }),
      billLineOf('readUnits', [31_204, '0.52', 1_000_000, '0.01622608']),
      billLineOf('writeUnits', [2_310, '5.2', 1_000_000, '0.012012']),
      billLineOf('invocations', [9_120, '0.6', 1_000_000, '0.005472'], { confidence: 'high' }),
      billLineOf('cpuUs', [612_000_000, '0.184', 1, '0.03128'], { confidence: 'high' }),
      billLineOf('memoryMbMs', [1_024 * 1_812_000, '0.0152', 1, '0.007650667']),
      billLineOf('visitorBytes', [31_612_000_000, '0.15', 1, '0'], { included: 1_000_000_000_000, billable: 0 }),
      billLineOf('originBytes', [2_104_000_000, '0.06', 1, '0.12624']),
    ],
    used: '0.198880747', fee: '20', credit: '0.198880747', total: '20',
    isPartial: false, hasLowConfidence: true, withoutLine: [],
    ...parts,
  }
}

export function usageGroupWith(parts: Partial<UsageGroup> = {}): UsageGroup {
  return {
    ...usageCountsWith(),
    project: 'storefront',
    name: '/products/[slug]',
    domain: null,
    amount: '1.0721',
    currency: 'USD',
    ...parts,
  }
}

function seriesSince(from: number): Usage['series'] {
  return Array.from({ length: Math.ceil((T0 - from) / (6 * 60 * MINUTE)) }, (_, at) => {
    const wave = 5_200 + Math.round(3_100 * Math.sin((at / 2) * Math.PI)) + 90 * ((at * 7) % 11)
    const counts = {
      requests: wave,
      served: Math.round(wave * 0.97),
      writeUnits: Math.round(wave / 180),
      invocations: Math.round(wave / 45),
    }
    return { ...usageCountsWith(counts), at: new Date(from + at * 6 * 60 * MINUTE).toISOString() }
  })
}

/** A month so far with a purge in it, the same at each call. */
export function usageWith(parts: Partial<Usage> = {}): Usage {
  const from = Date.parse('2026-11-01T00:00:00.000Z')
  const range = { low: 20_100, middle: 24_000, high: 28_300 }
  return {
    project: 'storefront',
    from: new Date(from).toISOString(),
    until: before(0),
    by: 'route',
    stepSeconds: 6 * 3_600,
    note: null,
    totals: usageCountsWith(),
    series: seriesSince(from),
    events: [{ seq: 48_213, kind: 'purge', label: 'Invalidate tag price:18', at: before(8 * DAY), actor: 'token:cms' }],
    groups: [
      usageGroupWith(),
      usageGroupWith({
        name: '/',
        requests: 96_411,
        served: 96_002,
        writeUnits: 44,
        writeUtilisation: 2_181.9,
        amount: '0.2507',
      }),
      usageGroupWith({
        name: '/cart',
        requests: 41_030,
        served: 0,
        readUnits: 0,
        writeUnits: 0,
        writeUtilisation: null,
        amount: '0.1102',
      }),
      usageGroupWith({
        name: '(static)',
        requests: 120_400,
        invocations: 0,
        cpuUs: 0,
        writeUnits: 0,
        writeUtilisation: null,
        amount: '0.3130',
      }),
    ],
    groupCount: 4,
    reasons: [
      { status: 'STALE', reason: 'stale_time', requests: 4_180 },
      { status: 'MISS', reason: 'cold', requests: 612 },
      { status: 'STALE', reason: 'stale_tag', requests: 97 },
      { status: 'BYPASS', reason: 'draft_mode', requests: 3 },
    ],
    bills: [{ month: '2026-11', sheet: sheetSummaryWith(), projects: ['storefront'], share: 1, bill: billWith() }],
    isListPrice: false,
    estimates: [{ currency: 'USD', total: '20', isPartial: false, hasLowConfidence: true }],
    outlooks: [
      {
        month: '2026-11',
        currency: 'USD',
        toDate: '20',
        reason: null,
        dayCount: 19,
        isPartial: false,
        hasLowConfidence: true,
        forecast: { low: '20', middle: '20', high: '21.4' },
        lines: [{ metric: 'writeUnits', used: 2_310, included: 0, forecast: range }],
      },
    ],
    losses: [],
    ...parts,
  }
}

/** A window in which nothing was counted. */
export function emptyUsage(): Usage {
  const nothing = usageCountsWith({
    requests: 0, served: 0, errors: 0, readUnits: 0, writeUnits: 0, writeUtilisation: null, invocations: 0,
    durationMs: 0, cpuUs: 0, memoryMbMs: 0, bytesIn: 0, bytesOut: 0, visitorBytes: 0, originBytes: 0,
  })
  const [outlook] = usageWith().outlooks
  const reason = 'A forecast needs 3 full days; no full days are recorded.'
  return usageWith({
    totals: nothing, series: [], events: [], groups: [], groupCount: 0, reasons: [], bills: [],
    note: 'Nothing was ever counted here. Ask for a page of the site, and it shows within seconds.',
    outlooks: outlook ? [{ ...outlook, toDate: '0', forecast: null, reason, dayCount: 0 }] : [],
  })
}

export function priceSheetWith(parts: Partial<PriceSheet> = {}): PriceSheet {
  return {
    ...sheetSummaryWith(),
    fee: '20', credit: '20', machineCount: 0, note: 'The plan of 2026, with a usage credit.',
    lines: billWith().lines.map(({ metric, price, per, source, date, confidence, note }) => ({
      metric, price, per, source, date, confidence, note, included: metric === 'requests' ? '10000000' : '0',
    })),
    ...parts,
  }
}

const CHOICES: ProjectPrices['choices'] = [
  { month: '2026-11', sheet: sheetSummaryWith(), actor: 'op@example.com', chosenAt: before(3 * DAY) },
  {
    month: '2026-06',
    sheet: sheetSummaryWith({ id: 'sht_2', region: 'iad1', version: 1 }),
    actor: 'op@example.com',
    chosenAt: before(160 * DAY),
  },
]

export function projectPricesWith(parts: Partial<ProjectPrices> = {}): ProjectPrices {
  return { project: 'storefront', sheet: priceSheetWith(), isDefault: false, choices: CHOICES, ...parts }
}

export function whatIfWith(parts: Partial<WhatIf> = {}): WhatIf {
  const intervals = (
    [
      [10, 28_110, 20_204, 12, 0.068, '0.52'],
      [60, 9_140, 8_110, 44, 0.022, '0.19'],
      [300, 2_104, 2_011, 190, 0.005, '0.048'],
      [3_600, 182, 181, 2_010, 0.0004, '0.0042'],
    ] as const
  ).map(([revalidateSeconds, invocations, writeUnits, ageSeconds, staleShare, amountPerMonth]) => ({
    revalidateSeconds, invocations, writeUnits, ageSeconds, staleShare, amountPerMonth,
  }))
  return {
    project: 'storefront',
    route: '/products/[slug]',
    routes: ['/products/[slug]', '/'],
    from: before(7 * DAY),
    until: before(0),
    currentSeconds: 60,
    pathCount: 300, requests: 412_380, coveredShare: 0.982, changedShare: 0.89, intervals,
    recorded: { requests: 412_380, timedInvocations: 9_120, writeUnits: 8_090 },
    currency: 'USD', sheet: 'Vercel Pro, fra1', hasLowConfidence: false,
    notes: [
      'This is what time alone causes. Purges, on-demand revalidation and failed renders come on top.',
      'Of 1204 paths the 300 most visited are looked at.',
    ],
    ...parts,
  }
}

/** A sheet of the kinds of prices that are in steps. */
export function steppedSheet(): PriceSheet {
  const { lines, ...sheet } = priceSheetWith()
  const [requests, reads, ...others] = lines
  if (requests === undefined || reads === undefined) return { ...sheet, lines }
  const steps = [
    { upTo: 1_000_000, price: '0' },
    { upTo: 50_000_000, price: '20' },
    { upTo: null, price: '45' },
  ]
  const graduated = steps.map(({ upTo }, at) => ({ upTo, price: ['0.6', '0.52', '0.4'][at] ?? '0' }))
  return {
    ...sheet,
    lines: [
      { ...requests, price: { kind: 'package', steps } },
      { ...reads, price: { kind: 'graduated', steps: graduated } },
      ...others.slice(0, 1),
    ],
  }
}
