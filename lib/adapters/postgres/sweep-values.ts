import type { Db } from '@/db/client'
import { sweepCachedValues } from '@/db/queries/values'

const EVERY_MS = 60_000
/** Nobody made it anew for so long: nobody asks for it. */
const KEPT_MS = 31 * 86_400_000
const AT_ONCE = 1_000

/** Forgets what the data cache holds beyond its time, a thousand values a minute. Gives what ends it. */
export function sweepValues(options: {
  readonly db: Db
  readonly nowMs: () => number
  readonly onError: (error: unknown) => void
}): () => void {
  const timer = setInterval(() => {
    const nowMs = options.nowMs()
    const swept = sweepCachedValues(options.db, { nowMs, madeBeforeMs: nowMs - KEPT_MS, limit: AT_ONCE })
    swept.catch(options.onError)
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
