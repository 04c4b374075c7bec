import type { Db } from '@/db/client'
import { insertFailedCall, type NewFailedCall } from '@/db/queries/failed-calls'

/** Calls that wait to be written; more that fail meanwhile are left out: the newest are kept anyway, and calls must not wait. */
const WAITING = 20

/**
 * Keeps calls of functions that failed, one statement at a time, behind the work. What the database does not take is
 * forgotten: `onError` hears of it.
 */
export class FailedCallLog {
  readonly #db: Db
  readonly #onError: (error: unknown) => void
  readonly #waiting: NewFailedCall[] = []
  #isWriting = false

  constructor(db: Db, onError: (error: unknown) => void) {
    this.#db = db
    this.#onError = onError
  }

  keep(call: NewFailedCall): void {
    if (this.#waiting.length >= WAITING) return
    this.#waiting.push(call)
    void this.#write()
  }

  async #write(): Promise<void> {
    if (this.#isWriting) return
    this.#isWriting = true
    for (let call = this.#waiting.shift(); call !== undefined; call = this.#waiting.shift()) {
      await insertFailedCall(this.#db, call).catch(this.#onError)
    }
    this.#isWriting = false
  }
}
