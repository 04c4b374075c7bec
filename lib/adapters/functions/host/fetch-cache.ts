import { modeOf, type Purger } from '@/lib/adapters/functions/host/wanted-purges'

type Durations = { readonly expire?: number }

/** The class behind Next's incremental cache; it makes one for each request. */
export function createFetchCache(purge: Purger) {
  return class FetchCache {
    async get(): Promise<null> {
      return null
    }

    async set(): Promise<void> {}

    /** `revalidateTag`, `updateTag` and `revalidatePath` alike; paths are tags of Next's own. */
    async revalidateTag(tags: string | readonly string[], durations?: Durations): Promise<void> {
      await purge({ mode: modeOf(durations), tags: [tags].flat() })
    }

    resetRequestCache(): void {}
  }
}
