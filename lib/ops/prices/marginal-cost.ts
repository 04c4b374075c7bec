import { currentMonth } from '@/db/queries/usage/prices'
import type { Quantities } from '@/lib/contract/metrics'
import type { PurgePlan } from '@/lib/contract/purge-plan'
import type { OpsContext } from '@/lib/ops/context'
import { atListPrice, billFor } from '@/lib/ops/prices/bill'
import { sheetOfMonth } from '@/lib/ops/prices/sheet-of-month'
import { readTerms, sheetTitle } from '@/lib/ops/prices/to-sheet'

type MarginalCost = Omit<PurgePlan['cost'], 'writeUnits'>

/**
 * What so much more would cost a project by its price sheet, with nothing included. A sheet that is broken leaves the
 * amount unknown: nobody is kept from a purge by that.
 */
export async function marginalCost(ctx: OpsContext, projectId: string, more: Quantities): Promise<MarginalCost> {
  const { row } = await sheetOfMonth(ctx.db, { projectId, month: await currentMonth(ctx.db) })
  const terms = readTerms(row)
  if (terms === undefined) {
    return { amount: null, currency: '', sheet: 'that cannot be read', sheetDate: null, hasLowConfidence: true }
  }
  const { used, currency, isPartial, withoutLine, hasLowConfidence } = billFor(atListPrice(terms), more)
  return {
    amount: isPartial || withoutLine.length > 0 ? null : used,
    currency,
    hasLowConfidence,
    sheet: sheetTitle({ ...terms, region: row.region }),
    sheetDate: terms.lines.find(({ metric }) => metric === 'writeUnits')?.date ?? null,
  }
}
