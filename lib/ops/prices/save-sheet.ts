import { appendAudit } from '@/db/queries/audit'
import { currentMonth, findSheet, followSheet, insertSheet, lockSheet, type SheetRow } from '@/db/queries/usage/prices'
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
    const before = await findSheet(tx, place)
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
      details: { ...place, followers, ...changeOf(before, stored) },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toSheet(stored)
  })
}

/** The version, and of the terms those that are not what they were; of a first version there is no before. */
function changeOf(before: SheetRow | undefined, after: SheetRow) {
  if (before === undefined) return { version: after.version }
  const termsOf = ({ terms }: SheetRow) => new Map(Object.entries(terms ?? {}))
  const [then, now] = [termsOf(before), termsOf(after)]
  const changed = [...new Set([...then.keys(), ...now.keys()])].filter(
    (name) => JSON.stringify(then.get(name)) !== JSON.stringify(now.get(name)),
  )
  const only = (terms: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(changed.map((name) => [name, terms.get(name)]))
  return { before: { version: before.version, ...only(then) }, after: { version: after.version, ...only(now) } }
}
