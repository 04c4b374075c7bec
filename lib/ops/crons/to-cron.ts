import type { CronRunRow, listProjectCrons } from '@/db/queries/crons'
import type { Cron, CronRun } from '@/lib/contract/crons'
import { instant, instantOrNull } from '@/lib/ops/instant'

type CronRow = Awaited<ReturnType<typeof listProjectCrons>>[number]

/** A cron as the API tells it. */
export function toCron(row: CronRow, project: { readonly name: string }): Cron {
  return {
    project: project.name,
    deployment: row.deployment_id,
    path: row.path,
    schedule: row.schedule,
    nextAt: instantOrNull(row.next_at_ms),
    requestedBy: row.requested_by,
    isRunning: row.is_running,
  }
}

/** A run as the API tells it. */
export function toCronRun(row: CronRunRow): CronRun {
  const { id, path, schedule, requestedBy, durationMs, outcome, status, missedCount, message } = row
  return {
    id,
    path,
    schedule,
    requestedBy,
    durationMs,
    outcome,
    status,
    missedCount,
    message,
    deployment: row.deploymentId,
    dueAt: instant(row.dueAtMs),
    beganAt: instant(row.beganAtMs),
  }
}
