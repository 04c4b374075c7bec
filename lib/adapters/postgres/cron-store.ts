import type { Db } from '@/db/client'
import {
  armCron,
  type CronClaim,
  type CronKey,
  claimCron,
  finishCronRun,
  listLiveCrons,
  renewCronLeases,
} from '@/db/queries/crons'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'

/** A cron of what production shows, as an edge finds it. */
export type LiveCron = CronKey & {
  readonly projectId: string
  /** The production host that is asked. */
  readonly host: string
  /** When it is due, in milliseconds since 1970; `null` until an edge has said so. */
  readonly nextAtMs: number | null
  /** Who wants a run beside the schedule. */
  readonly requestedBy: string | null
}

/** What came of a run. `status` is that of the site's answer, where there was one; `message` says what went wrong. */
export type CronEnd = {
  readonly outcome: 'succeeded' | 'failed'
  readonly status: number | null
  readonly message: string | null
}

/** Where crons are, for all edges. Who takes one is decided there. Rejects when that cannot be told. */
export type CronStore = {
  /** Those of other deployments are put to rest by the way. */
  listLive(): Promise<readonly LiveCron[]>
  /** Says when a cron is due that was at rest. */
  arm(cron: LiveCron, nextAtMs: number): Promise<void>
  /** `skipped`: its last run is still under way, which is recorded. `taken`: another edge was faster. */
  claim(cron: LiveCron, claim: CronClaim): Promise<'run' | 'skipped' | 'taken'>
  /** An edge that does not renew what it runs in time has lost it. */
  renew(lease: { readonly runIds: readonly string[]; readonly leasedUntilMs: number }): Promise<void>
  finish(cron: LiveCron, run: CronEnd & { readonly runId: string; readonly durationMs: number }): Promise<void>
}

/** Crons in PostgreSQL, as the edge of this id works on them. */
export function createPostgresCronStore(db: Db, edgeId: string): CronStore {
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
    arm: (cron, nextAtMs) => withDeadline(armCron(db, cron, nextAtMs), DEFAULT_TIMEOUT_MS),
    claim(cron, claim) {
      const { nextAtMs, requestedBy, ...key } = cron
      return withDeadline(
        claimCron(db, { ...key, ...claim, seen: { nextAtMs, requestedBy }, edgeId }),
        DEFAULT_TIMEOUT_MS,
      )
    },
    renew: (lease) => withDeadline(renewCronLeases(db, lease), DEFAULT_TIMEOUT_MS),
    finish: ({ projectId }, run) => withDeadline(finishCronRun(db, { ...run, projectId }), DEFAULT_TIMEOUT_MS),
  }
}
