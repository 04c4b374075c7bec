import { listSheetVersions } from '@/db/queries/usage/prices'
import type { GetSheetInput, SheetDetail } from '@/lib/contract/price-sheets'
import type { OpsContext } from '@/lib/ops/context'
import { requireSheet } from '@/lib/ops/prices/require-sheet'
import { toSheet, toSheetSummary } from '@/lib/ops/prices/to-sheet'
import { requireScope } from '@/lib/ops/require-scope'

/** One version of a price sheet with its lines, and the versions there are. */
export async function getSheet(ctx: OpsContext, input: GetSheetInput): Promise<SheetDetail> {
  requireScope(ctx, 'read')
  const sheet = toSheet(await requireSheet(ctx.db, input))
  return { sheet, versions: (await listSheetVersions(ctx.db, input)).map(toSheetSummary) }
}
