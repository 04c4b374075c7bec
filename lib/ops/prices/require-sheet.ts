import type { Queryable } from '@/db/client'
import { findSheet, listNewestSheets, type SheetRow } from '@/db/queries/usage/prices'
import type { SheetPlace } from '@/lib/contract/price-sheets'
import { OpError } from '@/lib/ops/errors'

/** A version of a sheet, or its newest. Refuses one that is not there, and says what is. */
export async function requireSheet(
  db: Queryable,
  wanted: SheetPlace & { readonly version?: number | undefined },
): Promise<SheetRow> {
  const row = await findSheet(db, wanted)
  if (row !== undefined) return row
  const { provider, plan, region, version } = wanted
  const all = await listNewestSheets(db)
  const named = (name: string, known: readonly string[]) =>
    new OpError('not_found', `There is no price sheet of the ${name}. Known: ${[...new Set(known)].join(', ')}.`, {
      details: { reason: `unknown_${name.split(' ')[0]}` },
    })
  const ofProvider = all.filter((each) => each.provider === provider)
  if (ofProvider.length === 0)
    throw named(
      `provider “${provider}”`,
      all.map((each) => each.provider),
    )
  const ofPlan = ofProvider.filter((each) => each.plan === plan)
  if (ofPlan.length === 0)
    throw named(
      `plan “${plan}” of ${provider}`,
      ofProvider.map((each) => each.plan),
    )
  if (!ofPlan.some((each) => each.region === region)) {
    throw named(
      `region “${region}” in ${provider} ${plan}`,
      ofPlan.map((each) => each.region),
    )
  }
  throw new OpError('not_found', `The price sheet ${provider} ${plan} ${region} has no version ${version}.`, {
    details: { reason: 'unknown_version' },
  })
}
