import { before, MINUTE } from '@/components/testing/instants'
import type { Job } from '@/lib/contract/jobs'

export function jobWith(parts: Partial<Job> = {}): Job {
  return {
    id: 'job_7f3a9c2k1m8q',
    project: 'storefront',
    kind: 'warm-up',
    state: 'running',
    input: {},
    dueAt: before(2 * MINUTE),
    beganAt: before(2 * MINUTE),
    endedAt: null,
    attemptCount: 1,
    cancelledBy: null,
    progress: { done: 41, total: 100, activity: '/products/aurora-lamp' },
    report: null,
    message: null,
    actor: 'token:ci',
    createdAt: before(2 * MINUTE),
    ...parts,
  }
}
