import type { Queryable } from '@/db/client'
import { findChoice, findSheetOfMonth, type SheetRow } from '@/db/queries/usage/prices'
import { OpError } from '@/lib/ops/errors'

/** What a project is priced by until somebody chooses for it. */
const DEFAULT_PLACE = { provider: 'vercel', plan: 'pro', region: 'iad1' } as const

/** The sheet that a project's month (`2026-11`) is priced by, as it was chosen then; broken or not. */
export async function sheetOfMonth(
  db: Queryable,
  of: { readonly projectId: string; readonly month: string },
): Promise<{ readonly row: SheetRow; readonly isDefault: boolean }> {
  const choice = await findChoice(db, of)
  if (choice !== undefined) return { row: choice.sheet, isDefault: false }
  return { row: await defaultSheetOfMonth(db, of.month), isDefault: true }
}

/** What a month is priced by where nobody chose. */
export async function defaultSheetOfMonth(db: Queryable, month: string): Promise<SheetRow> {
  const row = await findSheetOfMonth(db, DEFAULT_PLACE, month)
  if (row === undefined) throw new OpError('not_found', 'There is no price sheet. Choose one for the project.')
  return row
}
