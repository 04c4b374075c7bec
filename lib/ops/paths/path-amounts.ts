import type { z } from 'zod'
import type { Queryable } from '@/db/client'
import type { countSumsRow } from '@/db/queries/usage/count-sums'
import { currentMonth } from '@/db/queries/usage/prices'
import type { PathRow } from '@/lib/contract/paths'
import { listPrice } from '@/lib/ops/prices/bill'
import { moneyOf } from '@/lib/ops/prices/exact'
import { sheetOfMonth } from '@/lib/ops/prices/sheet-of-month'
import { readTerms } from '@/lib/ops/prices/to-sheet'
import { countsOf, NOTHING, quantitiesOf } from '@/lib/ops/usage/counts'

type Counted = z.output<typeof countSumsRow>

/**
 * What the counts of a path come to at list price, as the usage page tells it. By a sheet that is broken nothing is priced,
 * and the paths are listed all the same.
 */
export async function amountsOfPaths(
  db: Queryable,
  projectId: string,
): Promise<(counted: Counted | undefined) => Pick<PathRow, 'amount' | 'currency'>> {
  const { row } = await sheetOfMonth(db, { projectId, month: await currentMonth(db) })
  const terms = readTerms(row)
  if (terms === undefined) return () => ({ amount: null, currency: '' })
  return (counted) => ({
    amount: moneyOf(listPrice(terms, quantitiesOf(counted === undefined ? NOTHING : countsOf(counted)))),
    currency: terms.currency,
  })
}
