import { z } from 'zod'
import sheet from '@/lib/ops/prices/sheet.json' with { type: 'json' }

const price = z.object({ amount: z.number(), per: z.number(), source: z.string(), date: z.string() })

/** What things cost: a sheet, so that another provider's prices need no code. Parsed at first use. */
export const priceSheet = z
  .object({
    name: z.string(),
    region: z.string(),
    currency: z.string(),
    date: z.string(),
    confidence: z.string(),
    prices: z.object({ writeUnits: price, invocations: price }),
  })
  .parse(sheet)

/** What so many of something cost by the sheet. An estimate. */
export function costOf(metric: keyof (typeof priceSheet)['prices'], count: number): number {
  const { amount, per } = priceSheet.prices[metric]
  return (count * amount) / per
}
