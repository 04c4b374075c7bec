import type { Db } from '@/db/client'
import { sweepAnnouncements as removeOlder } from '@/db/queries/journal'

const EVERY_MS = 60_000
/** An edge that was away for longer forgets what it holds, which costs it look-ups. */
const KEPT_MS = 10 * 60_000

/** Removes announcements that every edge had time to hear. Gives what ends it. */
export function sweepAnnouncements(db: Db, onError: (error: unknown) => void): () => void {
  const timer = setInterval(() => removeOlder(db, KEPT_MS).catch(onError), EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
