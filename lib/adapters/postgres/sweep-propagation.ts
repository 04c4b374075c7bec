import type { Db } from '@/db/client'
import { sweepLeases } from '@/db/queries/cache/leases'
import { sweepAnnouncements } from '@/db/queries/purges/journal'

const EVERY_MS = 60_000
/** An edge that was away for longer forgets what it holds, which costs it look-ups. */
const KEPT_MS = 10 * 60_000

/** Removes announcements that every edge had time to hear, and leases of edges that died. Returns what stops it. */
export function sweepPropagation(db: Db, onError: (error: unknown) => void): () => void {
  const sweep = () => Promise.all([sweepAnnouncements(db, KEPT_MS), sweepLeases(db)])
  const timer = setInterval(() => sweep().catch(onError), EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
