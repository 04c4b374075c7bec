/**
 * Shares out what grows while calls run in one process: while several run, evenly; while none does, to nobody. So the shares of
 * all calls together are what was used while any of them ran.
 */
export class Shares {
  readonly #read: () => number
  #openCount = 0
  #lastRead = 0
  /** What a call would have come to that was open from the beginning. */
  #sum = 0

  /** `read` tells how much was used so far; it never goes back. */
  constructor(read: () => number) {
    this.#read = read
  }

  /** A call begins. What is returned gives its share up to now, once: it ends the call. */
  open(): () => number {
    this.#advance()
    const before = this.#sum
    this.#openCount += 1
    let share: number | undefined
    return () => {
      if (share !== undefined) return share
      this.#advance()
      this.#openCount -= 1
      share = this.#sum - before
      return share
    }
  }

  #advance(): void {
    const now = this.#read()
    if (this.#openCount > 0) this.#sum += (now - this.#lastRead) / this.#openCount
    this.#lastRead = now
  }
}
