import type { ValuePouch } from '@/lib/adapters/functions/host/kept-values'
import { howOf, type Purger } from '@/lib/adapters/functions/host/wanted-purges'

type Durations = { readonly expire?: number }

/** What Next says of a value, as far as it matters here. */
type Context = {
  readonly kind?: string
  readonly fetchCache?: boolean
  readonly tags?: readonly string[]
  readonly softTags?: readonly string[]
}

/** So long ago that Next makes the value again, whatever lifetime it has. */
const LONG_AGO = -1e15

/**
 * The class behind Next's incremental cache, which makes one for each request. Keeps what `fetch` and `unstable_cache`
 * remember; pages are the edge's own, and none is ever given back here.
 */
export function createFetchCache(values: ValuePouch, purge: Purger) {
  return class FetchCache {
    /** A value that a purge made stale looks as if it had been made long ago: Next judges by time alone. */
    async get(key: string, context: Context = {}) {
      if (context.kind !== 'FETCH') return null
      const found = await values.read('fetch', key, [...(context.tags ?? []), ...(context.softTags ?? [])])
      if (found === undefined) return null
      const value: unknown = JSON.parse(found.bytes.toString())
      return { value, lastModified: found.isStale ? LONG_AGO : found.madeAtMs }
    }

    async set(key: string, value: unknown, context: Context = {}): Promise<void> {
      if (!isFetchValue(value) && context.fetchCache !== true) return
      const bytes = Buffer.from(JSON.stringify(value ?? null))
      await values.write('fetch', key, {
        bytes,
        tags: context.tags ?? [],
        note: '',
        madeAtMs: null,
        expireSeconds: null,
      })
    }

    /** `revalidateTag`, `updateTag` and `revalidatePath` alike; paths are tags of Next's own. */
    async revalidateTag(tags: string | readonly string[], durations?: Durations): Promise<void> {
      await purge({ ...howOf(durations), tags: [tags].flat() })
    }

    resetRequestCache(): void {}
  }
}

function isFetchValue(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'FETCH'
}
