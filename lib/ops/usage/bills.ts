import type { Queryable } from '@/db/client'
import { readUsage, type UsageAsk } from '@/db/queries/usage/usage'
import type { Usage, UsageBill, UsageCounts } from '@/lib/contract/usage'
import { atListPrice, billFor, type MonthShare, WHOLE_MONTH } from '@/lib/ops/prices/bill'
import { moneyOf, nanosOf } from '@/lib/ops/prices/exact'
import { summaryOf } from '@/lib/ops/prices/to-sheet'
import { countsOf, NOTHING, quantitiesOf, sumOfCounts } from '@/lib/ops/usage/counts'
import { machineTime, sheetsOfMonth } from '@/lib/ops/usage/month-sheets'
import type { NamedProject } from '@/lib/ops/usage/requested-projects'
import { type MonthPart, monthsIn } from '@/lib/ops/usage/window'

type BillsAsk = Pick<UsageAsk, 'nowMs' | 'fromMs' | 'untilMs' | 'where'> & {
  readonly projects: readonly NamedProject[]
  /** A part of a project has nothing included of its own. */
  readonly isListPrice: boolean
}

/** What a window costs: each month by the sheets that were chosen then, projects of one sheet together. Oldest first. */
export async function billsOf(db: Queryable, ask: BillsAsk): Promise<UsageBill[]> {
  const bills: UsageBill[] = []
  for (const part of monthsIn(ask, ask.nowMs)) bills.push(...(await billsOfMonth(db, ask, part)))
  return bills
}

async function billsOfMonth(db: Queryable, ask: BillsAsk, part: MonthPart): Promise<UsageBill[]> {
  const { projects, nowMs, where, isListPrice } = ask
  const uses = await sheetsOfMonth(db, { projects, month: part.month })
  const rows = await readUsage(db, {
    nowMs,
    fromMs: part.partFromMs,
    untilMs: part.partUntilMs,
    stepMs: null,
    by: ['project'],
    projectIds: projects.map(({ id }) => id),
    ...(where === undefined ? {} : { where }),
  })
  const share = part.isWhole ? WHOLE_MONTH : shareOf(part)
  return uses.map(({ sheet, projects: sharing }) => {
    const ids = sharing.map(({ id }) => id)
    const counts = rows.filter((row) => ids.includes(row.project_id ?? '')).map(countsOf)
    const used: UsageCounts = counts.reduce(sumOfCounts, NOTHING)
    const machines = isListPrice ? {} : machineTime(sheet, Math.min(part.partUntilMs, nowMs) - part.partFromMs)
    const terms = isListPrice ? atListPrice(sheet) : sheet
    return {
      month: part.month,
      sheet: summaryOf(sheet),
      projects: sharing.map(({ name }) => name),
      share: Number(share.part) / Number(share.whole),
      bill: billFor(terms, { ...quantitiesOf(used), ...machines }, share),
    }
  })
}

function shareOf({ partFromMs, partUntilMs, fromMs, untilMs }: MonthPart): MonthShare {
  return { part: BigInt(partUntilMs - partFromMs), whole: BigInt(untilMs - fromMs) }
}

/** Sums of bills, one per currency. */
export function estimatesOf(bills: readonly UsageBill[]): Usage['estimates'] {
  return [...Map.groupBy(bills, ({ bill }) => bill.currency)].map(([currency, same]) => ({
    currency,
    total: moneyOf(same.reduce((sum, { bill }) => sum + nanosOf(bill.total), 0n)),
    isPartial: same.some(({ bill }) => bill.isPartial),
    hasLowConfidence: same.some(({ bill }) => bill.hasLowConfidence),
  }))
}
