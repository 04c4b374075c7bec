import { z } from 'zod'
import { metric } from '@/lib/contract/metrics'
import { money } from '@/lib/contract/money'
import { confidence, price } from '@/lib/contract/price-sheets'

/** One line of a bill: quantity × price − included. Quantities are of the metered unit, as whole numbers. */
export const billLine = z.object({
  metric,
  quantity: z.number(),
  /** As much of it costs nothing, in the part of a month that is looked at. */
  included: z.number(),
  billable: z.number(),
  price,
  /** The price is for so many units of the metric. */
  per: z.number(),
  /** `null`: nobody wrote the price down, or no step reaches that far. */
  amount: money.nullable(),
  source: z.string(),
  date: z.string().nullable(),
  confidence,
  note: z.string().nullable(),
})
export type BillLine = z.infer<typeof billLine>

/** An estimate of what something costs by one sheet, exact as arithmetic. */
export const bill = z.object({
  currency: z.string(),
  lines: z.array(billLine),
  /** Sum of the lines that have an amount. */
  used: money,
  fee: money,
  /** As much of the sheet's credit as was used up. */
  credit: money,
  /** used + fee − credit. */
  total: money,
  /** Something that was used has no known amount: the total is at least this. */
  isPartial: z.boolean(),
  /** Something that was used is priced with low confidence. */
  hasLowConfidence: z.boolean(),
  /** Used, and the sheet has no line for it. */
  withoutLine: z.array(metric),
})
export type Bill = z.infer<typeof bill>
