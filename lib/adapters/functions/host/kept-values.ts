import type { AskEdge } from '@/lib/adapters/functions/host/edge-channel'
import { logError } from '@/lib/adapters/functions/host/log-error'
import { currentCall } from '@/lib/adapters/functions/host/request-context'
import type { ValueKind } from '@/lib/engine/values/value'

/** A value of the data cache. `madeAtMs` is of the clock by which Next measures. */
export type KeptValue = {
  readonly bytes: Buffer
  readonly tags: readonly string[]
  readonly note: string
  readonly madeAtMs: number
  readonly isStale: boolean
  /** What whoever is handed it counts as. */
  readonly stamp: number
}

export type NewValue = {
  readonly bytes: Uint8Array
  readonly tags: readonly string[]
  readonly note: string
  /** `null` is now. */
  readonly madeAtMs: number | null
  /** From when it was made; `null` is without limit. */
  readonly expireSeconds: number | null
}

/**
 * The values that the edge keeps for this function. A data cache is never needed: what cannot be read counts as absent,
 * what cannot be kept is let go, and both are logged. What cannot be forgotten rejects.
 */
export type ValuePouch = {
  read(kind: ValueKind, key: string, tags: readonly string[]): Promise<KeptValue | undefined>
  write(kind: ValueKind, key: string, value: NewValue): Promise<void>
  forget(kind: ValueKind, key: string): Promise<void>
}

/** The clock that Next compares lifetimes with. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}

/** The data cache as a function sees it. What the edge cannot answer counts as absent. */
export function createValuePouch(askEdge: AskEdge): ValuePouch {
  return {
    async read(kind, key, tags) {
      const handed = kind === 'use_cache' ? currentCall()?.handed : undefined
      const answer = await askEdge({ ask: 'read', kind, key, tags: [...tags] }).catch(logError)
      if (answer?.head.reply === 'absent') handed?.makes(key, answer.head.seq)
      if (answer?.head.reply !== 'found') return undefined
      const { ageMs, seq, ...value } = answer.head
      if (value.isStale) handed?.makes(key, seq)
      return { ...value, bytes: answer.bytes, madeAtMs: nowMs() - ageMs }
    },
    async write(kind, key, { bytes, tags, madeAtMs, ...value }) {
      const ageMs = madeAtMs === null ? 0 : Math.max(0, nowMs() - madeAtMs)
      const handed = currentCall()?.handed.all() ?? []
      await askEdge({ ask: 'write', kind, key, tags: [...tags], ageMs, handed, ...value }, bytes).catch(logError)
    },
    async forget(kind, key) {
      await askEdge({ ask: 'forget', kind, key })
    },
  }
}
