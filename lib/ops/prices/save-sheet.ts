import { appendAudit } from '@/db/queries/audit'
import { currentMonth, followSheet, insertSheet, lockSheet } from '@/db/queries/prices'
import { type PriceSheet, type SaveSheetInput, sheetTerms } from '@/lib/contract/price-sheets'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { newId } from '@/lib/ops/identifiers'
import { placeName, toSheet } from '@/lib/ops/prices/to-sheet'
import { requireInstallation } from '@/lib/ops/require-project'

/**
 * Saves the next version of a price sheet, or a new sheet. Projects that are priced by it follow from the month under way
 * on; months before stay priced as they were.
 */
export async function saveSheet(ctx: OpsContext, input: SaveSheetInput): Promise<PriceSheet> {
  requireInstallation(ctx, 'admin')
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
        `The price sheet ${placeName(place)} is no longer at version ${basedOn}. Reload it and make your change again.`,
      )
    }
    const followers = await followSheet(tx, { sheet: stored, month: await currentMonth(tx), actor })
    await appendAudit(tx, {
      projectId: null,
      actor,
      action: 'prices.save',
      details: { ...place, version: stored.version, followers },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toSheet(stored)
  })
}
