import { leadActionRedirects } from '@/lib/adapters/functions/host/action-redirects'
import { provideCacheHandlers } from '@/lib/adapters/functions/host/cache-handlers'
import type { AskEdge } from '@/lib/adapters/functions/host/edge-channel'
import { createPurgeApi, createRuntimeCache } from '@/lib/adapters/functions/host/function-apis'
import { createValuePouch } from '@/lib/adapters/functions/host/kept-values'
import { extendContexts } from '@/lib/adapters/functions/host/request-context'
import { leadRevalidationsToEdge } from '@/lib/adapters/functions/host/revalidation-calls'
import { createPurger } from '@/lib/adapters/functions/host/wanted-purges'

/** Puts everything that an edge can be asked for where functions look for it, before they are loaded. */
export function provideEdge(askEdge: AskEdge): void {
  const values = createValuePouch(askEdge)
  const purge = createPurger(askEdge)
  leadRevalidationsToEdge(askEdge)
  leadActionRedirects(purge)
  provideCacheHandlers(values, purge)
  extendContexts({ cache: createRuntimeCache(values, purge), purge: createPurgeApi(purge) })
}
