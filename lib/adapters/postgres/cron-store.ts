import type { Db } from '@/db/client'
import { armCron, claimCron, finishCronRun, listLiveCrons, renewCronLeases } from '@/db/queries/crons'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'

type Cron = {
  readonly projectId: string
  readonly deploymentId: string
  readonly path: string
  readonly schedule: string
  readonly nextAtMs: number | null
  readonly requestedBy: string | null
}

type Claim = {
  readonly runId: string
  readonly dueAtMs: number
  readonly nextAtMs: number
  readonly nowMs: number
  readonly leasedUntilMs: number
  readonly missedCount: number
}

/** Crons in PostgreSQL, as the edge of this id works on them. */
export function createPostgresCronStore(db: Db, edgeId: string) {
  return {
    async listLive() {
      const rows = await withDeadline(listLiveCrons(db), DEFAULT_TIMEOUT_MS)
      return rows.map((row) => ({
        projectId: row.project_id,
        deploymentId: row.deployment_id,
        path: row.path,
        schedule: row.schedule,
        host: row.host,
        nextAtMs: row.next_at_ms,
        requestedBy: row.requested_by,
      }))
    },
    arm: (cron: Cron, nextAtMs: number) => withDeadline(armCron(db, cron, nextAtMs), DEFAULT_TIMEOUT_MS),
    claim(cron: Cron, claim: Claim) {
      const { nextAtMs, requestedBy, ...key } = cron
      return withDeadline(
        claimCron(db, { ...key, ...claim, seen: { nextAtMs, requestedBy }, edgeId }),
        DEFAULT_TIMEOUT_MS,
      )
    },
    renew: (lease: { readonly runIds: readonly string[]; readonly leasedUntilMs: number }) =>
      withDeadline(renewCronLeases(db, lease), DEFAULT_TIMEOUT_MS),
    finish(
      { projectId }: Cron,
      run: {
        readonly runId: string
        readonly outcome: 'succeeded' | 'failed'
        readonly status: number | null
        readonly message: string | null
        readonly durationMs: number
      },
    ) {
      return withDeadline(finishCronRun(db, { ...run, projectId }), DEFAULT_TIMEOUT_MS)
    },
  }
}
