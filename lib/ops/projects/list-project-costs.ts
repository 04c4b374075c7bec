import type { Queryable } from '@/db/client'
import { readNowMs } from '@/db/queries/purges/journal'
import { inSnapshot } from '@/db/queries/select-rows'
import { readUsage } from '@/db/queries/usage/usage'
import type { ProjectCosts, ProjectCostsInput } from '@/lib/contract/projects'
import type { OpsContext } from '@/lib/ops/context'
import { billFor } from '@/lib/ops/prices/bill'
import { sheetTitle } from '@/lib/ops/prices/to-sheet'
import { countsOf, NOTHING, quantitiesOf, sumOfCounts } from '@/lib/ops/usage/counts'
import { machineTime, sheetsOfMonth } from '@/lib/ops/usage/month-sheets'
import { type NamedProject, requestedProjects } from '@/lib/ops/usage/requested-projects'
import { monthOf } from '@/lib/ops/usage/window'

/**
 * What each project, or the one named, came to since the month (UTC) began, each by its own sheet and alone: as its usage
 * page tells it.
 */
export async function listProjectCosts(ctx: OpsContext, { project }: ProjectCostsInput): Promise<ProjectCosts> {
  const projects = await requestedProjects(ctx, project)
  return inSnapshot(ctx.db, (tx) => costsOf(tx, projects))
}

async function costsOf(db: Queryable, projects: readonly NamedProject[]): Promise<ProjectCosts> {
  const nowMs = await readNowMs(db)
  const { month, fromMs } = monthOf(nowMs)
  const untilMs = nowMs - (nowMs % 60_000) + 60_000
  const uses = await sheetsOfMonth(db, { projects, month })
  const rows = await readUsage(db, {
    nowMs,
    fromMs,
    untilMs,
    stepMs: null,
    by: ['project'],
    projectIds: projects.map(({ id }) => id),
  })
  const costs = uses.flatMap(({ sheet, projects: sharing }) =>
    sharing.map(({ id, name }) => {
      const used = rows
        .filter((row) => row.project_id === id)
        .map(countsOf)
        .reduce(sumOfCounts, NOTHING)
      const bill = billFor(sheet, { ...quantitiesOf(used), ...machineTime(sheet, nowMs - fromMs) })
      return {
        project: name,
        sheet: sheetTitle(sheet),
        amount: bill.total,
        currency: bill.currency,
        isPartial: bill.isPartial,
      }
    }),
  )
  return { month, costs }
}
