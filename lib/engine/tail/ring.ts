/** The newest so many of what was put in; older ones are dropped, and counted. */
export class Ring<Kept> {
  readonly #limit: number
  #kept: Kept[] = []
  #oldest = 0
  #dropped = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#kept.length
  }

  push(one: Kept): void {
    if (this.#kept.length < this.#limit) {
      this.#kept.push(one)
      return
    }
    this.#kept[this.#oldest] = one
    this.#oldest = (this.#oldest + 1) % this.#limit
    this.#dropped += 1
  }

  /** What is kept, oldest first. */
  list(): Kept[] {
    return [...this.#kept.slice(this.#oldest), ...this.#kept.slice(0, this.#oldest)]
  }

  /** The same and how many were dropped since the last time; afterwards it is empty. */
  take(): { readonly kept: readonly Kept[]; readonly dropped: number } {
    const taken = { kept: this.list(), dropped: this.#dropped }
    this.#kept = []
    this.#oldest = 0
    this.#dropped = 0
    return taken
  }
}
