import type { Leases } from '@/lib/engine/fleet-ports'
import type { Clock } from '@/lib/engine/ports'

const LEASE_MS = 3_000

export type MemoryLeases = {
  /** The leases as one edge takes them. */
  of(edgeId: string): Leases
  /** The edge died: what it holds is no longer renewed. */
  abandon(edgeId: string): void
  /** Ends the pauses of those who wait, as time does. */
  wake(): void
}

type Held = { readonly holder: string; readonly edgeId: string; expiresAtMs: number }

/** Leases of edges in one process. A living edge renews them all the time; whoever waits is woken by `wake` or a release. */
export function createMemoryLeases(clock: Clock): MemoryLeases {
  const held = new Map<string, Held>()
  let pause = Promise.withResolvers<void>()
  let count = 0
  const wake = () => {
    pause.resolve()
    pause = Promise.withResolvers()
  }
  return {
    of: (edgeId) => ({
      async take(groupKey, { takesOver }) {
        const found = held.get(groupKey)
        const isTaken = found !== undefined && found.edgeId !== edgeId && found.expiresAtMs > clock.nowMs()
        if (isTaken && !takesOver) return { kind: 'held', holder: found.holder, edgeId: found.edgeId }
        const lease = { holder: `lease ${++count}`, edgeId, expiresAtMs: Number.POSITIVE_INFINITY }
        held.set(groupKey, lease)
        const release = () => {
          if (held.get(groupKey) === lease) held.delete(groupKey)
          wake()
        }
        return { kind: 'taken', release }
      },
      pause: () => pause.promise,
    }),
    abandon(edgeId) {
      for (const lease of held.values()) if (lease.edgeId === edgeId) lease.expiresAtMs = clock.nowMs() + LEASE_MS
    },
    wake,
  }
}
