import { appendAudit } from '@/db/queries/audit'
import { lockProject } from '@/db/queries/projects'
import { currentMonth, lockSheet, type SheetRow, setChoice } from '@/db/queries/usage/prices'
import type { ChooseSheetInput, ProjectPrices } from '@/lib/contract/price-sheets'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { pricesOf } from '@/lib/ops/prices/get-project-prices'
import { requireSheet } from '@/lib/ops/prices/require-sheet'
import { sheetOfMonth } from '@/lib/ops/prices/sheet-of-month'
import { toSheet } from '@/lib/ops/prices/to-sheet'
import { requireProject } from '@/lib/ops/require-project'

/** Prices a project by the newest version of a sheet, from the month under way on. Months before stay as they were. */
export async function chooseSheet(ctx: OpsContext, input: ChooseSheetInput): Promise<ProjectPrices> {
  const project = await requireProject(ctx, 'admin', input.project)
  const { provider, plan, region } = input
  const actor = actorName(ctx.actor)
  await ctx.db.transaction(async (tx) => {
    // Who edits the sheet meanwhile takes this project along, or is waited for.
    await lockSheet(tx, input)
    const sheet = toSheet(await requireSheet(tx, { provider, plan, region }))
    await lockProject(tx, project.id)
    const month = await currentMonth(tx)
    const before = await sheetOfMonth(tx, { projectId: project.id, month })
    await setChoice(tx, { projectId: project.id, month, sheetId: sheet.id, actor })
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'prices.choose',
      details: { before: versionOf(before.row), after: versionOf(sheet) },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
  })
  return pricesOf(ctx, project)
}

/** Which version of which sheet. */
function versionOf({ provider, plan, region, version }: Pick<SheetRow, 'provider' | 'plan' | 'region' | 'version'>) {
  return { provider, plan, region, version }
}
