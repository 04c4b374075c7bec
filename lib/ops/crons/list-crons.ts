import { listCronRuns, listProjectCrons } from '@/db/queries/crons'
import type { CronList, ListCronsInput } from '@/lib/contract/crons'
import type { OpsContext } from '@/lib/ops/context'
import { toCron, toCronRun } from '@/lib/ops/crons/to-cron'
import { requireProject } from '@/lib/ops/require-project'

/** Crons of what production shows, and the newest runs of the project. */
export async function listCrons(ctx: OpsContext, { limit, ...input }: ListCronsInput): Promise<CronList> {
  const project = await requireProject(ctx, 'read', input.project)
  const crons = await listProjectCrons(ctx.db, project.id)
  const runs = await listCronRuns(ctx.db, { projectId: project.id, limit })
  return { crons: crons.map((row) => toCron(row, project)), runs: runs.map(toCronRun) }
}
