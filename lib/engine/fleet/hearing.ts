import type { EdgeNews, Heard } from '@/lib/engine/purges/journal'

/** Keys of entries that other edges stored; `anything` when an announcement is gone that told of some. */
export type StoredElsewhere = readonly string[] | 'anything'

/**
 * What one edge has heard of the announcements of others. Each edge counts its own without gaps: where one is missing,
 * because this edge was away for longer than they are kept or the other could not say all, anything may have changed.
 */
export class Hearing {
  readonly #edgeId: string
  #heard: Map<string, number> | undefined

  /** `edgeId`: who hears, and knows what it says itself. */
  constructor(edgeId: string) {
    this.#edgeId = edgeId
  }

  /** How far each edge was heard; `undefined` before it is known where they stand. */
  get heard(): Heard | undefined {
    return this.#heard
  }

  /** Takes in what a read of the journal brought, asked with `heard`. */
  take(news: readonly EdgeNews[]): StoredElsewhere {
    if (this.#heard === undefined) {
      this.#heard = new Map(news.map(({ edgeId, n }) => [edgeId, n]))
      this.#heard.set(this.#edgeId, Number.MAX_SAFE_INTEGER)
      return 'anything'
    }
    const keys: string[] = []
    let isGap = false
    for (const { edgeId, n, announcements } of news) {
      const before = this.#heard.get(edgeId) ?? 0
      const unheard = announcements.filter((announcement) => announcement.n > before)
      if (before + unheard.length < n) isGap = true
      keys.push(...unheard.flatMap((announcement) => announcement.keys))
      this.#heard.set(edgeId, Math.max(before, n))
    }
    return isGap ? 'anything' : keys
  }

  /** The database is another one: its edges count anew. */
  forget(): void {
    this.#heard = undefined
  }
}
