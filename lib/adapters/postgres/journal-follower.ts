import { withDeadline } from '@/lib/adapters/postgres/deadline'
import type { Bus } from '@/lib/engine/fleet-ports'
import type { JournalRead } from '@/lib/engine/purges/journal'

/** When a read began and ended, by this machine's monotonic clock, in milliseconds. */
export type ReadTiming = { readonly beganAtMs: number; readonly endedAtMs: number }

export type JournalFollowerOptions = {
  readonly journal: { readAfter(seq: number): Promise<JournalRead> }
  readonly bus: Bus
  /** Gets each read in order, with the rows after the one before; the first one comes without rows. */
  readonly onRead: (read: JournalRead, timing: ReadTiming) => void
  /** Told of each read that failed, or that `onRead` could not apply; the next try follows within `pollMs`. */
  readonly onError: (error: unknown) => void
  readonly pollMs?: number
  /** A read that takes longer is given up. */
  readonly readTimeoutMs?: number
}

/** Somebody waits until the number is applied. A read that began after `sinceMs` and is still below it settles that. */
type Waiter = PromiseWithResolvers<void> & { readonly seq: number; readonly sinceMs: number }

/**
 * Follows the journal: reads it when the doorbell rings and every second, one read at a time. Keeps trying while the
 * database is away. What is confirmed, and for how long, follows from the timing that `onRead` gets.
 */
export class JournalFollower {
  readonly #options: JournalFollowerOptions
  readonly #first = Promise.withResolvers<void>()
  #appliedSeq: number | undefined
  #waiters: Waiter[] = []
  #reading: Promise<void> | undefined
  #hasRung = false
  #isStopped = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: JournalFollowerOptions) {
    this.#options = options
    // Whoever waits for `start` is told; a follower that is stopped before anybody waited is no unhandled failure.
    this.#first.promise.catch(() => {})
  }

  /** Resolves after the first read was applied, however long the database is away; rejects when stopped before. */
  start(): Promise<void> {
    this.#timer = setInterval(() => this.ring(), this.#options.pollMs ?? 1_000)
    this.#options.bus.listen(() => this.ring()).catch(this.#options.onError)
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

  /**
   * Resolves once every row up to `seq` has been applied. Rejects when the journal cannot be read, or does not reach
   * that number: then it is another database's.
   */
  async catchUp(seq: number): Promise<void> {
    if (this.#appliedSeq !== undefined && this.#appliedSeq >= seq) return
    const waiter: Waiter = { ...Promise.withResolvers<void>(), seq, sinceMs: performance.now() }
    this.#waiters.push(waiter)
    this.ring()
    await waiter.promise
  }

  /** Resolves when nothing of it is left: no timer, no connection, and `onRead` is not called any more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#timer)
    const stopped = new Error('The journal follower was stopped.')
    this.#first.reject(stopped)
    this.#rejectWaiters(stopped)
    await this.#options.bus.close()
    await this.#reading
  }

  async #readWhileRung(): Promise<void> {
    while (this.#hasRung && !this.#isStopped) {
      this.#hasRung = false
      await this.#readOnce().catch((error: unknown) => {
        this.#rejectWaiters(error)
        this.#options.onError(error)
      })
    }
  }

  async #readOnce(): Promise<void> {
    const { journal, onRead, readTimeoutMs = 1_000 } = this.#options
    const beganAtMs = performance.now()
    // The first read asks where the journal stands: an edge that knows nothing has nothing to forget.
    const after = this.#appliedSeq ?? Number.MAX_SAFE_INTEGER
    const read = await withDeadline(journal.readAfter(after), readTimeoutMs)
    if (this.#isStopped) return
    onRead(read, { beganAtMs, endedAtMs: performance.now() })
    this.#appliedSeq = read.seq
    this.#first.resolve()
    this.#settleWaiters(read.seq, beganAtMs)
  }

  #settleWaiters(appliedSeq: number, beganAtMs: number): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const waiter of waiters) {
      if (waiter.seq <= appliedSeq) waiter.resolve()
      else if (waiter.sinceMs > beganAtMs) this.#waiters.push(waiter)
      else waiter.reject(new Error(`The journal stands at ${appliedSeq} and knows no number ${waiter.seq}.`))
    }
  }

  #rejectWaiters(error: unknown): void {
    for (const waiter of this.#waiters) waiter.reject(error)
    this.#waiters = []
  }
}
