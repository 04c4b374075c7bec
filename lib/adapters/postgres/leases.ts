import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@/db/client'
import { releaseLease, renewLease, takeLease } from '@/db/queries/cache/leases'
import { withDeadline } from '@/lib/adapters/postgres/deadline'
import { newName, sha256Hex } from '@/lib/adapters/postgres/names'
import type { Leases } from '@/lib/engine/fleet-ports'

export type PostgresLeasesOptions = {
  readonly edgeId: string
  /** A lease could not be renewed or released: it runs out by itself. */
  readonly onError: (error: unknown) => void
  /** How long a lease outlives its edge. */
  readonly durationMs?: number
  readonly renewMs?: number
  readonly pauseMs?: number
  /** Whoever cannot be told that soon renders alone. */
  readonly timeoutMs?: number
}

/** Leases in PostgreSQL, as one edge takes them; they end by the clock of the database. */
export function createPostgresLeases(db: Db, options: PostgresLeasesOptions): Leases {
  const { edgeId, onError, durationMs = 3_000, renewMs = 1_000, pauseMs = 200, timeoutMs = 1_000 } = options

  function keep(groupId: string, leaseId: string) {
    const lease = { groupId, leaseId, durationMs }
    const timer = setInterval(() => {
      renewLease(db, lease).then((isOurs) => {
        if (!isOurs) clearInterval(timer)
      }, onError)
    }, renewMs)
    return () => {
      clearInterval(timer)
      releaseLease(db, lease).catch(onError)
    }
  }

  return {
    async take(groupKey, { takesOver }) {
      const groupId = sha256Hex(groupKey)
      const leaseId = newName('lse')
      const request = { groupId, leaseId, edgeId, durationMs, takesOver }
      const held = await withDeadline(takeLease(db, request), timeoutMs)
      if (held?.leaseId === leaseId) return { kind: 'taken', release: keep(groupId, leaseId) }
      return { kind: 'held', holder: held?.leaseId ?? '', edgeId: held?.edgeId ?? '' }
    },
    pause: () => delay(pauseMs),
  }
}
