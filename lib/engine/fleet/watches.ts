import type { StoredElsewhere } from '@/lib/engine/fleet/hearing'

/** Watches one key, from `begin` to `end`. */
export type Watch = {
  /** Whether another edge has stored the key since. */
  readonly hasChanged: boolean
  /** Resolves once one has. */
  readonly changed: Promise<void>
  end(): void
}

type Open = { hasChanged: boolean; readonly change: PromiseWithResolvers<void> }

/** Tells whoever reads or waits for a key that another edge has stored it meanwhile: what was read before must not be kept. */
export class Watches {
  readonly #open = new Map<string, Set<Open>>()

  begin(key: string): Watch {
    const watch: Open = { hasChanged: false, change: Promise.withResolvers<void>() }
    const ofKey = this.#open.get(key) ?? new Set()
    ofKey.add(watch)
    this.#open.set(key, ofKey)
    return {
      get hasChanged() {
        return watch.hasChanged
      },
      changed: watch.change.promise,
      end: () => {
        ofKey.delete(watch)
        if (ofKey.size === 0 && this.#open.get(key) === ofKey) this.#open.delete(key)
      },
    }
  }

  tell(stored: StoredElsewhere): void {
    for (const key of stored === 'anything' ? this.#open.keys() : stored) {
      for (const watch of this.#open.get(key) ?? []) {
        watch.hasChanged = true
        watch.change.resolve()
      }
    }
  }

  get size(): number {
    return this.#open.size
  }
}
