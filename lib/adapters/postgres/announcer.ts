import { type Journal, RefusedAnnouncement } from '@/lib/engine/ports'

export type AnnouncerOptions = {
  readonly journal: Pick<Journal, 'announce'>
  readonly edgeId: string
  readonly onError: (error: unknown) => void
  /** From one announcement to the next, at least. */
  readonly everyMs?: number
  /** After one that failed. */
  readonly retryMs?: number
  /** Keys that wait; of more than that only their existence is told. */
  readonly limit?: number
}

/**
 * Tells other edges what this one stored, in batches: one announcement at a time, and none within 20 ms of the last.
 * What cannot be told leaves a gap in the count, at which the others forget what they hold.
 */
export class Announcer {
  readonly #options: Required<AnnouncerOptions>
  #waiting = new Set<string>()
  #n = 0
  #sending: Promise<void> | undefined
  #isClosed = false
  #endPause: () => void = () => {}

  constructor(options: AnnouncerOptions) {
    this.#options = { everyMs: 20, retryMs: 500, limit: 10_000, ...options }
  }

  /** The keys of one call are told together. */
  announce(keys: readonly string[]): void {
    if (this.#isClosed) return
    for (const key of keys) this.#waiting.add(key)
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
    })
  }

  /** Tells what still waits, if that can be done at once. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#endPause()
    await this.#sending
    if (this.#waiting.size > 0) await this.#tell(this.#nextKeys()).catch(this.#options.onError)
  }

  async #send(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#isClosed) {
      const keys = this.#nextKeys()
      while (!(await this.#isTold(keys)) && !this.#isClosed) await this.#pause(this.#options.retryMs)
      await this.#pause(this.#options.everyMs)
    }
  }

  /** Numbers the batch: none when there are too many to be named, which the gap says. */
  #nextKeys(): readonly string[] {
    const keys = [...this.#waiting]
    this.#waiting = new Set()
    this.#n += keys.length > this.#options.limit ? 2 : 1
    return keys.length > this.#options.limit ? [] : keys
  }

  async #isTold(keys: readonly string[]): Promise<boolean> {
    try {
      await this.#tell(keys)
      return true
    } catch (error) {
      this.#options.onError(error)
      if (!(error instanceof RefusedAnnouncement)) return false
      this.#n += 1
      return await this.#isTold([])
    }
  }

  #tell(keys: readonly string[]): Promise<void> {
    return this.#options.journal.announce(this.#options.edgeId, { n: this.#n, keys })
  }

  /** Over at once when it is closed. */
  async #pause(ms: number): Promise<void> {
    if (this.#isClosed) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.#endPause = resolve
    await promise
    clearTimeout(timer)
  }
}
