import type { SheetRow } from '@/db/queries/usage/prices'
import {
  type PriceSheet,
  type SheetPlace,
  type SheetSummary,
  type SheetTerms,
  sheetTerms,
} from '@/lib/contract/price-sheets'
import { OpError } from '@/lib/ops/errors'

/** A stored sheet as the API has it. Refuses one that is broken, rather than pricing anything by a part of it. */
export function toSheet({ terms, createdAt, ...row }: SheetRow): PriceSheet {
  const read = sheetTerms.safeParse(terms)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new OpError(
      'conflict',
      `The price sheet ${placeName(row)}, version ${row.version}, is broken at “${issue?.path.join('.')}”: ${issue?.message} Save it again, or choose another one.`,
      { details: { reason: 'price_sheet_broken', sheet: row.id } },
    )
  }
  return { ...row, ...read.data, createdAt: createdAt.toISOString() }
}

/** The same as a row of a list, where a broken one may not hide the others. */
export function toSheetSummary(row: SheetRow): SheetSummary {
  const { terms: _, createdAt, ...rest } = row
  const terms = readTerms(row)
  const name = terms?.name ?? 'A sheet that cannot be read'
  return { ...rest, name, currency: terms?.currency ?? '', createdAt: createdAt.toISOString() }
}

/** A sheet without its lines. */
export function summaryOf({ id, provider, plan, region, version, name, currency, createdAt, actor }: PriceSheet) {
  return { id, provider, plan, region, version, name, currency, createdAt, actor } satisfies SheetSummary
}

/** What a stored sheet says; `undefined`: it is broken. */
export function readTerms({ terms }: SheetRow): SheetTerms | undefined {
  return sheetTerms.safeParse(terms).data
}

/** What a sheet is called by in sentences: `vercel pro fra1`. */
export function placeName({ provider, plan, region }: SheetPlace): string {
  return `${provider} ${plan} ${region}`
}

/** What people read: `Vercel Pro, fra1`. */
export function sheetTitle({ name, region }: { readonly name: string; readonly region: string }): string {
  return region === 'all' ? name : `${name}, ${region}`
}
