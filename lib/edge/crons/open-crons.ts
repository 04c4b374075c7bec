import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { countInstants, nextInstant } from '@/lib/adapters/crons/schedule'
import { createPostgresCronStore } from '@/lib/adapters/postgres/cron-store'
import { askCron } from '@/lib/edge/crons/ask-cron'
import { CronRunner } from '@/lib/edge/crons/cron-runner'
import type { OpenEdge } from '@/lib/server/open-edge'

/** What a project calls the secret by which its site knows a cron (reference: the same name). */
const SECRET = 'CRON_SECRET'

/** The crons of an edge that is open, under the id by which the fleet knows it. */
export function openCrons(edge: OpenEdge, edgeId: string, log: Logger): CronRunner {
  const { engine, pool, variables } = edge
  const secretOf = async (projectId: string) => (await variables.of({ projectId, environment: 'production' }))[SECRET]
  return new CronRunner({
    store: createPostgresCronStore(pool.db, edgeId),
    ask: (cron) => askCron(engine, secretOf, cron),
    nowMs: () => engine.clock.nowMs(),
    nextId: () => `run_${randomUUID()}`,
    nextInstant,
    countInstants,
    onError: (error) => log.warn({ error }, 'crons wait for the database'),
  })
}
