type Waiter = { readonly settle: (isTaken: boolean) => void }

/** Lets at most `limit` holders in at once; others wait in order of arrival, at most `queueLimit` of them. */
export class Turns {
  readonly #limit: number
  readonly #queueLimit: number
  readonly #queue = new Set<Waiter>()
  #taken = 0

  constructor(options: { readonly limit: number; readonly queueLimit: number }) {
    this.#limit = options.limit
    this.#queueLimit = options.queueLimit
  }

  get taken(): number {
    return this.#taken
  }

  get waiting(): number {
    return this.#queue.size
  }

  get isFull(): boolean {
    return this.#taken >= this.#limit
  }

  /** Resolves `true` with a turn, to be released once; `false` when the queue is full, too slow, or left by `signal`. */
  take(options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined }): Promise<boolean> {
    if (options.signal?.aborted) return Promise.resolve(false)
    if (!this.isFull) {
      this.#taken += 1
      return Promise.resolve(true)
    }
    if (this.#queue.size >= this.#queueLimit) return Promise.resolve(false)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const leave = () => waiter.settle(false)
    const waiter: Waiter = {
      settle: (isTaken) => {
        clearTimeout(timer)
        options.signal?.removeEventListener('abort', leave)
        this.#queue.delete(waiter)
        resolve(isTaken)
      },
    }
    const timer = setTimeout(leave, options.timeoutMs)
    options.signal?.addEventListener('abort', leave)
    this.#queue.add(waiter)
    return promise
  }

  /** Gives a turn back: the one who has waited longest gets it. */
  release(): void {
    const [next] = this.#queue
    if (next === undefined) this.#taken -= 1
    else next.settle(true)
  }

  /** Refuses all who wait. */
  refuseWaiting(): void {
    for (const waiter of this.#queue) waiter.settle(false)
  }
}
