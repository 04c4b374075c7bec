import { modeOf, type Purger } from '@/lib/adapters/functions/host/wanted-purges'

type Durations = { readonly expire?: number }

/** The handler behind `use cache`, in the spelling of Next 16 and of Next 15. */
export function createUseCache(purge: Purger) {
  const updateTags = (tags: readonly string[], durations?: Durations) =>
    purge({ mode: modeOf(durations), tags: [...tags] })
  return {
    get: async (): Promise<undefined> => undefined,
    set: async (): Promise<void> => {},
    refreshTags: async (): Promise<void> => {},
    /** The edge judges each entry by all tags there are: Next has nothing to compare. */
    getExpiration: async (): Promise<number> => Number.POSITIVE_INFINITY,
    updateTags,
    expireTags: (...tags: readonly string[]) => updateTags(tags),
    receiveExpiredTags: async (): Promise<void> => {},
  }
}
