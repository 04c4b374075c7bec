import type { EdgeNews, Heard } from '@/lib/engine/purges/journal'

/** Keys of entries that other edges have stored; `anything` when an announcement was missed. */
export type StoredElsewhere = readonly string[] | 'anything'

/**
 * What one edge has heard of the announcements of others. Each edge counts its own without gaps. If one is missing, because
 * this edge was away for longer than they are kept or the other could not announce everything, anything may have changed.
 */
export class Hearing {
  readonly #edgeId: string
  #heard: Map<string, number> | undefined

  /** `edgeId`: the edge that listens; it ignores its own announcements. */
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

  /** The database is another one, where edges count from the beginning. */
  forget(): void {
    this.#heard = undefined
  }
}
