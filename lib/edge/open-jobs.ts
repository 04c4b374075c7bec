import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { createPostgresJobStore } from '@/lib/adapters/postgres/job-store'
import { JobRunner } from '@/lib/edge/job-runner'
import { jobKinds } from '@/lib/server/job-kinds'
import type { OpenEdge } from '@/lib/server/open-edge'

/** The jobs of an edge that is open, under the id by which the fleet knows it. */
export function openJobs(edge: OpenEdge, edgeId: string, log: Logger): JobRunner {
  return new JobRunner({
    store: createPostgresJobStore(edge.pool.db, edgeId),
    kinds: jobKinds(edge),
    nowMs: () => edge.engine.clock.nowMs(),
    nextId: randomUUID,
    onError: (error) => log.warn({ error }, 'jobs wait for the database'),
  })
}
