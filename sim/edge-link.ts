import type { Schedule } from './schedule'
import type { Truth } from './truth'

/** What of the database an edge can be cut off from. */
export type Line = 'doorbell' | 'journal' | 'store'

/** How long an edge waits for an answer. Whether what it asked for was done it cannot tell then. */
const PATIENCE_MS = { journal: 1_000, store: 5_000, lease: 1_000 } as const
/** Which line is asked by. */
const LINES = { journal: 'journal', store: 'store', lease: 'store' } as const satisfies Record<Asking, Line>
type Asking = keyof typeof PATIENCE_MS

type LinkedEdge = { readonly owner: object; readonly name: string }
type Deadline = { readonly atMs: number; readonly giveUp: () => void }

/** The way from one edge to the database: slow, and at times cut. */
export class EdgeLink {
  readonly isUp: Record<Line, boolean> = { doorbell: true, journal: true, store: true }
  readonly #schedule: Schedule
  readonly #truth: Truth
  readonly #owner: object
  readonly #name: string
  readonly #deadlines = new Set<Deadline>()

  constructor(schedule: Schedule, truth: Truth, edge: LinkedEdge) {
    this.#schedule = schedule
    this.#truth = truth
    this.#owner = edge.owner
    this.#name = edge.name
  }

  get isWhole(): boolean {
    return Object.values(this.isUp).every((isUp) => isUp)
  }

  wait(label: string, isQuick = false): Promise<void> {
    return this.#schedule.wait(this.#owner, `${this.#name}: ${label}`, isQuick)
  }

  /**
   * Asks for something, which happens at one moment between the question and the answer. Rejects when the line is cut before
   * or after that moment, and when it takes too long.
   */
  call<T>(asking: Asking, label: string, effect: () => T | Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const asked = { asking, label, untilMs: this.#truth.nowMs + PATIENCE_MS[asking] }
    const deadline = { atMs: asked.untilMs, giveUp: () => reject(new Error(`${label}: no answer in time`)) }
    this.#deadlines.add(deadline)
    this.#reach(asked, effect)
      .then(resolve, reject)
      .finally(() => this.#deadlines.delete(deadline))
    return promise
  }

  /** Time went on: whoever waited too long is told. */
  giveUp(): void {
    for (const deadline of this.#deadlines) {
      if (deadline.atMs > this.#truth.nowMs) continue
      this.#deadlines.delete(deadline)
      deadline.giveUp()
    }
  }

  async #reach<T>(asked: Asked, effect: () => T | Promise<T>): Promise<T> {
    const { asking, label, untilMs } = asked
    const line = LINES[asking]
    const isQuick = line === 'journal'
    await this.wait(`asks to ${label}`, isQuick)
    // The database gives up with whoever asked.
    if (this.#truth.nowMs >= untilMs) throw new Error(`${label}: too late`)
    if (!this.isUp[line]) throw new Error(`${label}: cut off`)
    const result = await effect()
    await this.wait(`hears of its order to ${label}`, isQuick)
    if (!this.isUp[line]) throw new Error(`${label}: the answer was lost`)
    return result
  }
}

type Asked = {
  readonly asking: Asking
  readonly label: string
  readonly untilMs: number
}
