import { before, MINUTE } from '@/components/testing/instants'
import type { Bill, BillLine } from '@/lib/contract/bills'
import type { Metric } from '@/lib/contract/metrics'
import type { PriceSheet, ProjectPrices, SheetSummary } from '@/lib/contract/price-sheets'

const DAY = 24 * 60 * MINUTE

export function sheetSummaryWith(parts: Partial<SheetSummary> = {}): SheetSummary {
  return {
    id: 'sht_1',
    provider: 'vercel',
    plan: 'pro',
    region: 'fra1',
    version: 2,
    name: 'Vercel Pro',
    currency: 'USD',
    createdAt: before(3 * DAY),
    actor: 'op@example.com',
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
    used: '0.198880747',
    fee: '20',
    credit: '0.198880747',
    total: '20',
    isPartial: false,
    hasLowConfidence: true,
    withoutLine: [],
    ...parts,
  }
}

export function priceSheetWith(parts: Partial<PriceSheet> = {}): PriceSheet {
  return {
    ...sheetSummaryWith(),
    fee: '20',
    credit: '20',
    machineCount: 0,
    note: 'The plan of 2026, with a usage credit.',
    lines: billWith().lines.map(({ metric, price, per, source, date, confidence, note }) => ({
      metric,
      price,
      per,
      source,
      date,
      confidence,
      note,
      included: metric === 'requests' ? '10000000' : '0',
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
