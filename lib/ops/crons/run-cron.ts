import { appendAudit } from '@/db/queries/audit'
import { listProjectCrons, requestCronRun } from '@/db/queries/crons'
import type { Cron, RunCronInput } from '@/lib/contract/crons'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { toCron } from '@/lib/ops/crons/to-cron'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'

/** Asks for a run of a cron beside its schedule: an edge begins it within a second. What it came to is among the runs. */
export async function runCron(ctx: OpsContext, input: RunCronInput): Promise<Cron> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const requestedBy = actorName(ctx.actor)
  const found = (await listProjectCrons(ctx.db, project.id)).filter(
    ({ path, schedule }) => path === input.path && (input.schedule === undefined || schedule === input.schedule),
  )
  const [row] = found
  if (row === undefined) {
    throw new OpError('not_found', `What production of “${project.name}” shows has no such cron for ${input.path}.`)
  }
  if (found.length > 1) {
    throw new OpError('invalid', `${input.path} has ${found.length} crons: name the schedule of the one you mean.`)
  }
  if (row.is_running) throw new OpError('conflict', `The cron of ${row.path} is running. Wait until it ends.`)
  return ctx.db.transaction(async (tx) => {
    const { deployment_id: deploymentId, path, schedule } = row
    const isFirst = await requestCronRun(tx, { deploymentId, path, schedule }, requestedBy)
    if (!isFirst) throw new OpError('conflict', `A run of ${path} was already requested and begins any moment.`)
    await appendAudit(tx, {
      projectId: project.id,
      actor: requestedBy,
      action: 'crons.run',
      details: { deployment: deploymentId, path, schedule },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return { ...toCron(row, project), requestedBy }
  })
}
