import { z } from 'zod'
import type { Db } from '@/db/client'
import { deleteOldEdgeAcks } from '@/db/queries/edge-acks'
import { type JobKind, jobKind } from '@/lib/edge/job-kind'

/** How long a receipt can be read. */
const KEPT_SECONDS = 31 * 86_400
const AT_ONCE = 5_000

/** Forgets, every hour, which edge obeyed what more than 31 days ago. */
export function sweepReceipts({ db }: { readonly db: Db }): JobKind {
  return jobKind({
    kind: 'sweep_receipts',
    input: z.object({}),
    maxAttempts: 3,
    everyMs: 3_600_000,
    async run(_input, { signal }) {
      let count = 0
      let last = AT_ONCE
      while (last === AT_ONCE && !signal.aborted) {
        last = await deleteOldEdgeAcks(db, { olderThanSeconds: KEPT_SECONDS, limit: AT_ONCE })
        count += last
      }
      return { outcome: 'done', message: null, report: { forgotten: count } }
    },
  })
}
