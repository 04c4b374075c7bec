import { before, MINUTE, T0 } from '@/components/testing/instants'
import { billWith, sheetSummaryWith } from '@/components/testing/prices'
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
    invocations: 9_120,
    durationMs: 1_812_000,
    cpuUs: 612_000_000,
    memoryMbMs: 1_024 * 1_812_000,
    bytesIn: 412_000_000,
    bytesOut: 31_200_000_000,
    visitorBytes: 31_612_000_000,
    originBytes: 2_104_000_000,
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
    requests: 0,
    served: 0,
    errors: 0,
    readUnits: 0,
    writeUnits: 0,
    writeUtilisation: null,
    invocations: 0,
    durationMs: 0,
    cpuUs: 0,
    memoryMbMs: 0,
    bytesIn: 0,
    bytesOut: 0,
    visitorBytes: 0,
    originBytes: 0,
  })
  const [outlook] = usageWith().outlooks
  const reason = 'A forecast needs 3 full days; no full days are recorded.'
  return usageWith({
    totals: nothing,
    series: [],
    events: [],
    groups: [],
    groupCount: 0,
    reasons: [],
    bills: [],
    note: 'Nothing was ever counted here. Ask for a page of the site, and it shows within seconds.',
    outlooks: outlook ? [{ ...outlook, toDate: '0', forecast: null, reason, dayCount: 0 }] : [],
  })
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
    revalidateSeconds,
    invocations,
    writeUnits,
    ageSeconds,
    staleShare,
    amountPerMonth,
  }))
  return {
    project: 'storefront',
    route: '/products/[slug]',
    routes: ['/products/[slug]', '/'],
    from: before(7 * DAY),
    until: before(0),
    currentSeconds: 60,
    pathCount: 300,
    requests: 412_380,
    coveredShare: 0.982,
    changedShare: 0.89,
    intervals,
    recorded: { requests: 412_380, timedInvocations: 9_120, writeUnits: 8_090 },
    currency: 'USD',
    sheet: 'Vercel Pro, fra1',
    hasLowConfidence: false,
    notes: [
      'This is what time alone causes. Purges, on-demand revalidation and failed renders come on top.',
      'Of 1204 paths the 300 most visited are looked at.',
    ],
    ...parts,
  }
}
