import { currentMonth, listChoices } from '@/db/queries/usage/prices'
import type { ProjectPrices } from '@/lib/contract/price-sheets'
import type { OpsContext } from '@/lib/ops/context'
import { sheetOfMonth } from '@/lib/ops/prices/sheet-of-month'
import { toSheet, toSheetSummary } from '@/lib/ops/prices/to-sheet'
import { type Project, requireProject } from '@/lib/ops/require-project'

/** What a project is priced by, now and in the months before. */
export async function getProjectPrices(ctx: OpsContext, input: { readonly project: string }): Promise<ProjectPrices> {
  return pricesOf(ctx, await requireProject(ctx, 'read', input.project))
}

/** The same for a project that was looked up already. */
export async function pricesOf(ctx: OpsContext, project: Project): Promise<ProjectPrices> {
  const month = await currentMonth(ctx.db)
  const { row, isDefault } = await sheetOfMonth(ctx.db, { projectId: project.id, month })
  const choices = await listChoices(ctx.db, project.id)
  return {
    project: project.name,
    sheet: toSheet(row),
    isDefault,
    choices: choices.map(({ sheet, chosenAt, ...choice }) => ({
      ...choice,
      sheet: toSheetSummary(sheet),
      chosenAt: chosenAt.toISOString(),
    })),
  }
}
