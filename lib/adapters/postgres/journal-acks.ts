import type { Basis } from '@/lib/engine/purges/journal'

/** Acknowledgements that wait for the database; beyond it the oldest go, whose purges the newer ones answer for as well. */
const MAX_WAITING = 100

type Ack = Basis & { readonly atMs: number }

export type JournalAcksOptions = {
  readonly write: (acks: readonly (Basis & { readonly agoMs: number })[]) => Promise<void>
  readonly onError: (error: unknown) => void
  /** A monotonic clock, in milliseconds. */
  readonly nowMs: () => number
}

/**
 * Tells the fleet how far an edge has applied the journal: one statement at a time, with all that came while the last one
 * ran. Nobody waits for it; what could not be written goes along with the next.
 */
export class JournalAcks {
  readonly #options: JournalAcksOptions
  #waiting: Ack[] = []
  #writing: Promise<void> | undefined

  constructor(options: JournalAcksOptions) {
    this.#options = options
  }

  /** Notes that the journal is applied up to this number of this database. */
  applied({ epoch, seq }: Basis): void {
    this.#waiting.push({ epoch, seq, atMs: this.#options.nowMs() })
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift()
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    const { write, nowMs, onError } = this.#options
    while (this.#waiting.length > 0) {
      const acks = this.#waiting
      this.#waiting = []
      try {
        const now = nowMs()
        await write(acks.map(({ atMs, ...ack }) => ({ ...ack, agoMs: now - atMs })))
      } catch (error) {
        this.#waiting = [...acks, ...this.#waiting].slice(-MAX_WAITING)
        onError(error)
        return
      }
    }
  }
}
