/** Runs at most one `work` per key at a time; callers that arrive meanwhile share its result. */
export class Collapser<T> {
  readonly #pending = new Map<string, Promise<T>>()

  /** The leader's `work` is run at once. A failure is shared by those who wait for it, and then forgotten. */
  run(key: string, work: () => Promise<T>): { readonly result: Promise<T>; readonly isLeader: boolean } {
    const pending = this.#pending.get(key)
    if (pending !== undefined) return { result: pending, isLeader: false }

    const result = work().finally(() => {
      if (this.#pending.get(key) === result) this.#pending.delete(key)
    })
    this.#pending.set(key, result)
    return { result, isLeader: true }
  }

  /** Lets whoever comes next lead, though one is under way: its result must not be shared with newcomers. */
  detach(key: string): void {
    this.#pending.delete(key)
  }

  get size(): number {
    return this.#pending.size
  }
}
