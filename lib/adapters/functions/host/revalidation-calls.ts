import type { AskEdge } from '@/lib/adapters/functions/host/edge-channel'

const REVALIDATE_HEADER = 'x-prerender-revalidate'

/**
 * Leads on-demand revalidation of the site's own pages to the edge: calls of `fetch` that carry the token's header. All
 * others, and those to somebody else's host, go where they went before.
 */
export function leadRevalidationsToEdge(askEdge: AskEdge): void {
  const fetchOverNetwork = globalThis.fetch
  globalThis.fetch = async (...called: Parameters<typeof fetch>) => {
    const wanted = revalidationOf(...called)
    if (wanted === undefined) return fetchOverNetwork(...called)
    const { head } = await askEdge({ ask: 'revalidate', ...wanted })
    if (head.reply !== 'answered') return fetchOverNetwork(...called)
    return new Response(null, { status: head.status, headers: head.headers })
  }
}

/** Cheap for other calls, which most are. */
function revalidationOf(...[input, init]: Parameters<typeof fetch>) {
  const request = input instanceof Request ? input : undefined
  const headers = new Headers(init?.headers ?? request?.headers)
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase()
  if (!headers.has(REVALIDATE_HEADER) || (method !== 'GET' && method !== 'HEAD')) return undefined
  const url = request?.url ?? String(input)
  const pairs = [...headers].map(([name, value]): [string, string] => [name, value])
  return { url, method, headers: pairs } as const
}
