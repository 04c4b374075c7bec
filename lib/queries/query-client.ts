import { environmentManager, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiFailure } from '@/lib/queries/call'

function makeQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays a refusal; only what may pass by itself is tried again, and never while a page waits for it.
        retry: (failureCount, error) =>
          !environmentManager.isServer() && failureCount < 2 && !(error instanceof ApiFailure && isRefusal(error)),
      },
    },
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  })
}

let browserClient: QueryClient | undefined

/** One client for each request on the server, one for the tab in the browser. */
export function getQueryClient(): QueryClient {
  if (environmentManager.isServer()) return makeQueryClient()
  browserClient ??= makeQueryClient()
  return browserClient
}

function isRefusal({ code }: ApiFailure): boolean {
  return code !== 'unavailable' && code !== 'unreachable' && code !== 'internal'
}

function leaveWhenSignedOut(error: Error) {
  if (environmentManager.isServer() || !(error instanceof ApiFailure) || error.code !== 'unauthorized') return
  const here = `${window.location.pathname}${window.location.search}`
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`)
}
