import type { JobKind } from '@/lib/edge/job-kind'
import type { Env } from '@/lib/server/env'
import { retention } from '@/lib/server/jobs/retention'
import { retentionRules } from '@/lib/server/jobs/retention-rules'
import { sweepReceipts } from '@/lib/server/jobs/sweep-receipts'
import type { OpenEdge } from '@/lib/server/open-edge'

/** Every kind of job that an edge runs. One kind is one line here, and one file in lib/server/jobs. */
export function jobKinds({ engine, pool: { db } }: OpenEdge, env: Env): readonly JobKind[] {
  const nowMs = () => engine.clock.nowMs()
  return [
    retention({ db, nowMs, rules: retentionRules({ undoGraceHours: env.UNDO_GRACE_HOURS }) }),
    sweepReceipts({ db }),
  ]
}
