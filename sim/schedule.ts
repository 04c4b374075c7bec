import type { Chance } from '@/lib/engine/contract-tests/chance'

/** A place where somebody waits until the schedule lets them go on. */
type Gate = { readonly owner: object; readonly label: string; readonly isQuick: boolean; readonly pass: () => void }

/** Who goes on when: every wait for the world outside of an engine ends here, in an order that the seed decides. */
export class Schedule {
  readonly #gates: Gate[] = []

  get size(): number {
    return this.#gates.length
  }

  /** Resolves when the schedule says so; never for an owner that was dropped. `isQuick`: may pass while time is made to pass. */
  wait(owner: object, label: string, isQuick = false): Promise<void> {
    return new Promise((pass) => this.#gates.push({ owner, label, isQuick, pass }))
  }

  /** Lets one go on, and all that follows of it without another wait. Resolves to what it was; `undefined`: nobody waits. */
  async passOne(chance: Chance): Promise<string | undefined> {
    return this.#passAt(chance.below(this.#gates.length))
  }

  /** Lets those go on that are quick, until none is left. */
  async passQuick(): Promise<void> {
    for (;;) {
      const at = this.#gates.findIndex(({ isQuick }) => isQuick)
      if (at === -1) return
      await this.#passAt(at)
    }
  }

  /** Those who wait for this owner wait for ever. Gives what they waited for. */
  drop(owner: object): string[] {
    const dropped = this.#gates.filter((gate) => gate.owner === owner).map(({ label }) => label)
    const kept = this.#gates.filter((gate) => gate.owner !== owner)
    this.#gates.splice(0, this.#gates.length, ...kept)
    return dropped
  }

  async #passAt(at: number): Promise<string | undefined> {
    const gate = this.#gates[at]
    if (gate === undefined) return undefined
    this.#gates.splice(at, 1)
    gate.pass()
    await quiet()
    return gate.label
  }
}

/** In the simulation everything else resolves in microtasks: when a macrotask comes, nothing is left to do. */
export function quiet(): Promise<void> {
  return new Promise((settled) => setImmediate(settled))
}
