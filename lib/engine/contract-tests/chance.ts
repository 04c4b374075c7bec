/** Chance by seed: the same numbers in the same order on every machine (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, and not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from 0 up to, and not including, `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  /** One of these. Throws when there is none. */
  pick<T>(values: readonly T[]): T {
    const picked = values[this.below(values.length)]
    if (picked === undefined) throw new Error('There is nothing to pick from.')
    return picked
  }

  /** True with this probability. */
  happens(probability: number): boolean {
    return this.next() < probability
  }

  /** So many of these, in any order. */
  some<T>(values: readonly T[], count: number): readonly T[] {
    const left = [...values]
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)).flat()
  }

  /** So many characters of these. */
  text(characters: string, length: number): string {
    return Array.from({ length }, () => this.pick([...characters])).join('')
  }
}
