import type { AskEdge } from '@/lib/adapters/functions/host/edge-channel'
import { createFetchCache } from '@/lib/adapters/functions/host/fetch-cache'
import { createUseCache } from '@/lib/adapters/functions/host/use-cache'
import { createPurger } from '@/lib/adapters/functions/host/wanted-purges'

/**
 * Puts the data cache where Next looks for one, before it is loaded: `FetchCache` behind its incremental cache, the
 * other two behind `use cache`. They are one, so that Next tells each event to it once.
 */
export function provideCacheHandlers(askEdge: AskEdge): void {
  const purge = createPurger(askEdge)
  const useCache = createUseCache(purge)
  Reflect.set(globalThis, Symbol.for('@next/cache-handlers'), {
    FetchCache: createFetchCache(purge),
    DefaultCache: useCache,
    RemoteCache: useCache,
  })
}
