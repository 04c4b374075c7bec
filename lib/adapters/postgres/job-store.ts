import type { Db } from '@/db/client'
import {
  claimJobs,
  endJob,
  insertRecurringJob,
  type JobRow,
  renewJobLeases,
  returnJob,
  updateJobProgress,
} from '@/db/queries/jobs'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'

type Lease = { readonly id: string; readonly leaseId: string }
type Recurring = { readonly id: string; readonly kind: string; readonly everyMs: number; readonly nowMs: number }
type End = {
  readonly state: 'done' | 'failed' | 'cancelled'
  readonly report: unknown
  readonly message: string | null
  readonly endedAtMs: number
}

/** Recurring work has no operator behind it. */
const RECURRING_ACTOR = 'schedule'

/** Jobs in PostgreSQL, as the edge of this id works on them. */
export function createPostgresJobStore(db: Db, edgeId: string) {
  const within = <Result>(work: Promise<Result>) => withDeadline(work, DEFAULT_TIMEOUT_MS)
  return {
    claim: (claim: Omit<Parameters<typeof claimJobs>[1], 'edgeId'>): Promise<JobRow[]> =>
      within(claimJobs(db, { ...claim, edgeId })),
    renew: (leases: readonly Lease[], leasedUntilMs: number) => within(renewJobLeases(db, { leases, leasedUntilMs })),
    progress: (lease: Lease, progress: Parameters<typeof updateJobProgress>[2]) =>
      within(updateJobProgress(db, lease, progress)),
    end: (lease: Lease, end: End) => within(endJob(db, lease, end)),
    giveBack: (lease: Lease, back: Parameters<typeof returnJob>[2]) => within(returnJob(db, lease, back)),
    ensureRecurring: (job: Recurring) => within(insertRecurringJob(db, { ...job, actor: RECURRING_ACTOR })),
  }
}
