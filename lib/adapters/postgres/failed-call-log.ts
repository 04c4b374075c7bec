import type { Db } from '@/db/client'
import { insertFailedCall, type NewFailedCall } from '@/db/queries/functions/failed-calls'

/** Failed calls that may wait to be written. Further ones are left out: during a storm of failures, no call should wait for this. */
const WAITING = 20

/**
 * Stores failed calls of functions in the background, one at a time. A call that the database does not accept is forgotten, and
 * `onError` is told.
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

  /** Stores a failed call soon; returns at once. */
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
