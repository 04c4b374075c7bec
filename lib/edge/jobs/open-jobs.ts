import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { createPostgresJobStore } from '@/lib/adapters/postgres/job-store'
import { JobRunner } from '@/lib/edge/jobs/job-runner'
import type { Env } from '@/lib/server/env'
import { jobKinds } from '@/lib/server/job-kinds'
import type { OpenEdge } from '@/lib/server/open-edge'

type Opened = { readonly edge: OpenEdge; readonly env: Env; readonly log: Logger }

/** The jobs of an edge that is open, under the id by which the fleet knows it. */
export function openJobs({ edge, env, log }: Opened, edgeId: string): JobRunner {
  return new JobRunner({
    store: createPostgresJobStore(edge.pool.db, edgeId),
    kinds: jobKinds(edge, env),
    nowMs: () => edge.engine.clock.nowMs(),
    nextId: randomUUID,
    onError: (error) => log.warn({ error }, 'jobs wait for the database'),
  })
}
