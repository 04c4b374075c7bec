import { withDeadline } from '@/lib/adapters/postgres/deadline'
import type { Doorbell } from '@/lib/adapters/postgres/doorbell'
import type { JournalRead } from '@/lib/engine/journal'
import type { Journal } from '@/lib/engine/ports'

/** When a read began and ended, by this machine's monotonic clock, in milliseconds. */
export type ReadTiming = { readonly beganAtMs: number; readonly endedAtMs: number }

export type JournalFollowerOptions = {
  readonly journal: Journal
  readonly doorbell: Doorbell
  /** Gets each read in order, with the rows after the one before; the first one comes without rows. */
  readonly onRead: (read: JournalRead, timing: ReadTiming) => void
  /** Told of each read that failed, or that `onRead` could not apply; the next try follows within `pollMs`. */
  readonly onError: (error: unknown) => void
  readonly pollMs?: number
  /** A read that takes longer is given up. */
  readonly readTimeoutMs?: number
}

const EVERYTHING_BEFORE = Number.MAX_SAFE_INTEGER

/**
 * Follows the journal: reads it when the doorbell rings and every second, one read at a time. Keeps trying while the
 * database is away. Whoever follows asks `confirmedAtMs` before calling anything fresh.
 */
export class JournalFollower {
  readonly #options: JournalFollowerOptions
  readonly #first = Promise.withResolvers<void>()
  #cursor = EVERYTHING_BEFORE
  #confirmedAtMs = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined
  #hasRung = false
  #isStopped = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: JournalFollowerOptions) {
    this.#options = options
    // Whoever waits for `start` is told; a follower that is stopped before anybody waited is no unhandled failure.
    this.#first.promise.catch(() => {})
  }

  /** When the last read that was applied *began*, by the monotonic clock: all purges until then are known. */
  get confirmedAtMs(): number {
    return this.#confirmedAtMs
  }

  /** Resolves after the first read was applied, however long the database is away; rejects when stopped before. */
  start(): Promise<void> {
    this.#timer = setInterval(() => this.ring(), this.#options.pollMs ?? 1_000)
    this.#options.doorbell.listen(() => this.ring()).catch(this.#options.onError)
    this.ring()
    return this.#first.promise
  }

  /** Reads now, or once more right after the read under way, which may have begun too early. */
  ring(): void {
    this.#hasRung = true
    this.#reading ??= this.#readWhileRung().finally(() => {
      this.#reading = undefined
    })
  }

  /** Resolves when nothing of it is left: no timer, no connection, and `onRead` is not called any more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#timer)
    this.#first.reject(new Error('The journal follower was stopped before its first read.'))
    await this.#options.doorbell.close()
    await this.#reading
  }

  async #readWhileRung(): Promise<void> {
    while (this.#hasRung && !this.#isStopped) {
      this.#hasRung = false
      await this.#readOnce().catch(this.#options.onError)
    }
  }

  async #readOnce(): Promise<void> {
    const { journal, onRead, readTimeoutMs = 1_000 } = this.#options
    const beganAtMs = performance.now()
    const read = await withDeadline(journal.readAfter(this.#cursor), readTimeoutMs)
    if (this.#isStopped) return
    onRead(read, { beganAtMs, endedAtMs: performance.now() })
    this.#cursor = read.seq
    this.#confirmedAtMs = beganAtMs
    this.#first.resolve()
  }
}
