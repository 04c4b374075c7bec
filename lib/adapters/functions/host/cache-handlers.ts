import { createFetchCache } from '@/lib/adapters/functions/host/fetch-cache'
import type { ValuePouch } from '@/lib/adapters/functions/host/kept-values'
import { createUseCache } from '@/lib/adapters/functions/host/use-cache'
import type { Purger } from '@/lib/adapters/functions/host/wanted-purges'

/**
 * Puts the data cache where Next looks for one, before it is loaded: `FetchCache` behind its incremental cache, the
 * other two behind `use cache`. They are one, so that Next tells each event to it once.
 */
export function provideCacheHandlers(values: ValuePouch, purge: Purger): void {
  const useCache = createUseCache(values, purge)
  Reflect.set(globalThis, Symbol.for('@next/cache-handlers'), {
    FetchCache: createFetchCache(values, purge),
    DefaultCache: useCache,
    RemoteCache: useCache,
  })
}
