import type { Queryable } from '@/db/client'
import { findAsset } from '@/db/queries/deployments/deployment-assets'
import { Turns } from '@/lib/adapters/functions/turns'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import type { EarlierAssets, FoundAsset } from '@/lib/engine/ports'

/** Answers that are remembered, `undefined` ones among them; beyond it the oldest goes. */
const LIMIT = 10_000
/** Look-ups at once: made-up paths must leave the database to the pages. */
const AT_ONCE = 3
const WAITING = 256

/** Files of earlier deployments in PostgreSQL. What was found, and what was not, is remembered until `forgetAll`. */
export class PostgresEarlierAssets implements EarlierAssets {
  readonly #db: Queryable
  readonly #limit: number
  readonly #turns: Turns
  readonly #timeoutMs: number
  #known = new Map<string, Promise<FoundAsset | undefined>>()

  constructor(
    db: Queryable,
    options: { readonly limit?: number; readonly timeoutMs?: number; readonly waiting?: number } = {},
  ) {
    this.#db = db
    this.#limit = options.limit ?? LIMIT
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
    this.#turns = new Turns({ limit: AT_ONCE, queueLimit: options.waiting ?? WAITING })
  }

  get size(): number {
    return this.#known.size
  }

  find(projectId: string, path: string, named: string | null): Promise<FoundAsset | undefined> {
    const key = JSON.stringify([projectId, path, named])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const found = this.#read({ projectId, path, named })
    const memory = this.#known
    memory.set(key, found)
    for (const oldest of memory.keys()) {
      if (memory.size <= this.#limit) break
      memory.delete(oldest)
    }
    // A failure is no answer: the next one asks again.
    found.catch(() => memory.delete(key))
    return found
  }

  /** A deployment was promoted or deleted, or the database is another one. What is being read is not remembered. */
  forgetAll(): void {
    this.#known = new Map()
  }

  async #read(wanted: { readonly projectId: string; readonly path: string; readonly named: string | null }) {
    if (!(await this.#turns.take({ timeoutMs: this.#timeoutMs })))
      throw new Error('Too many files are looked for at once.')
    try {
      const row = await withDeadline(findAsset(this.#db, wanted), this.#timeoutMs)
      if (row === undefined) return undefined
      const { deploymentId, sha256, sizeBytes, contentType, isNamed } = row
      return { deploymentId, file: { sha256, sizeBytes }, contentType, isNamed }
    } finally {
      this.#turns.release()
    }
  }
}
