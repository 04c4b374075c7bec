import { listNewestSheets } from '@/db/queries/usage/prices'
import type { SheetList } from '@/lib/contract/price-sheets'
import type { OpsContext } from '@/lib/ops/context'
import { toSheetSummary } from '@/lib/ops/prices/to-sheet'
import { requireScope } from '@/lib/ops/require-scope'

/** The newest version of every price sheet. */
export async function listSheets(ctx: OpsContext): Promise<SheetList> {
  requireScope(ctx, 'read')
  return { sheets: (await listNewestSheets(ctx.db)).map(toSheetSummary) }
}
