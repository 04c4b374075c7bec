import type { JobKind } from '@/lib/edge/jobs/job-kind'
import type { Actor } from '@/lib/ops/context'
import { createOpsContext } from '@/lib/server/compose'
import type { Env } from '@/lib/server/env'
import { retention } from '@/lib/server/jobs/retention'
import { retentionRules } from '@/lib/server/jobs/retention-rules'
import { scheduledPurge } from '@/lib/server/jobs/scheduled-purge'
import { sweepReceipts } from '@/lib/server/jobs/sweep-receipts'
import { warmUp } from '@/lib/server/jobs/warm-up'
import type { OpenEdge } from '@/lib/server/open-edge'

const NOBODY = { ip: null, userAgent: null }

/** Every kind of job that an edge runs. One kind is one line here, and one file in lib/server/jobs. */
export function jobKinds({ engine, sites, pool: { db } }: OpenEdge, env: Env): readonly JobKind[] {
  const nowMs = () => engine.clock.nowMs()
  const opsContext = (actor: Actor) => createOpsContext({ actor, client: NOBODY, db, env })
  const findShowing = sites.findShowing.bind(sites)
  return [
    retention({ db, nowMs, rules: retentionRules({ undoGraceHours: env.UNDO_GRACE_HOURS }) }),
    sweepReceipts({ db }),
    warmUp({ engine, db, findShowing, opsContext, monotonicMs: () => performance.now() }),
    scheduledPurge(opsContext({ kind: 'machine' })),
  ]
}
