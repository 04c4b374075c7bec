import { z } from 'zod'
import type { Db } from '@/db/client'
import { deleteGoneEdges } from '@/db/queries/edges'
import { deleteOldEdgeAcks } from '@/db/queries/purges/edge-acks'
import { type JobKind, jobKind } from '@/lib/edge/jobs/job-kind'

/** How long a receipt can be read. */
const KEPT_SECONDS = 31 * 86_400
const AT_ONCE = 5_000
/** An edge outlives the last receipt that names it; of those that start and die again and again not all do. */
const EDGES_KEPT = 10_000
const SILENT_SECONDS = 86_400

/** Forgets, every hour, which edge obeyed what more than 31 days ago, and then edges that no receipt names any longer. */
export function sweepReceipts({ db }: { readonly db: Db }): JobKind {
  return jobKind({
    kind: 'sweep-receipts',
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
      const goneForSeconds = KEPT_SECONDS + SILENT_SECONDS
      const edges = await deleteGoneEdges(db, { goneForSeconds, silentForSeconds: SILENT_SECONDS, kept: EDGES_KEPT })
      return { outcome: 'done', message: null, report: { forgotten: count, edges } }
    },
  })
}
