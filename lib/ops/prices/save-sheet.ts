import { appendAudit } from '@/db/queries/audit'
import { currentMonth, followSheet, insertSheet, lockSheet } from '@/db/queries/prices'
import { type PriceSheet, type SaveSheetInput, sheetTerms } from '@/lib/contract/price-sheets'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { newId } from '@/lib/ops/identifiers'
import { placeName, toSheet } from '@/lib/ops/prices/to-sheet'
import { requireScope } from '@/lib/ops/require-scope'

/**
 * Saves the next version of a price sheet, or a new sheet. Projects that are priced by it follow from the month under way
 * on; months before stay priced as they were.
 */
export async function saveSheet(ctx: OpsContext, input: SaveSheetInput): Promise<PriceSheet> {
  requireScope(ctx, 'admin')
  requireEverywhere(ctx)
  const { provider, plan, region, basedOn } = input
  const place = { provider, plan, region }
  const actor = actorName(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    await lockSheet(tx, place)
    const terms = sheetTerms.parse(input)
    const stored = await insertSheet(tx, { id: newId('sht'), ...place, terms, actor, basedOn })
    if (stored === undefined) {
      throw new OpError(
        'conflict',
        `The price sheet ${placeName(place)} is not at version ${basedOn} any more. Load it again, and make your change there.`,
      )
    }
    const followers = await followSheet(tx, { sheet: stored, month: await currentMonth(tx), actor })
    await appendAudit(tx, {
      projectId: null,
      actor,
      action: 'prices.save',
      details: { ...place, version: stored.version, followers },
      ip: ctx.client.ip,
    })
    return toSheet(stored)
  })
}

/** A sheet is shared by all projects, so a token of one project may not change it. */
function requireEverywhere({ actor }: OpsContext): void {
  const isConfined = (actor.kind === 'token' || actor.kind === 'job') && actor.projectId !== null
  if (isConfined) throw new OpError('forbidden', 'Price sheets belong to all projects, and this token to one of them.')
}
