import { currentContext, type RequestContext } from '@/lib/adapters/functions/host/request-context'
import type { Purger } from '@/lib/adapters/functions/host/wanted-purges'

/** In what Next fetches for a server action that redirects: the tags that the action purged. */
const PURGED_TAGS_HEADER = 'x-next-revalidated-tags'

/**
 * Next answers a server action that redirects with the page it leads to, which it fetches from its own site: by HTTPS,
 * whatever the edge listens on, and before it tells its cache handlers what the action purged. Such a call goes out by the
 * protocol that the visitor used, once those purges are obeyed; all others go as they are.
 */
export function leadActionRedirects(purge: Purger): void {
  const fetchOverNetwork = globalThis.fetch
  globalThis.fetch = async (...called: Parameters<typeof fetch>) => {
    const [input, init] = called
    const context = currentContext()
    if (context === undefined || !(input instanceof URL) || input.host !== context.headers.host) {
      return fetchOverNetwork(...called)
    }
    const headers = new Headers(init?.headers)
    if (headers.get('rsc') !== '1') return fetchOverNetwork(...called)
    const tags = (headers.get(PURGED_TAGS_HEADER) ?? '').split(',').filter((tag) => tag !== '')
    if (tags.length > 0) await purge({ mode: 'delete', deadlineSeconds: 0, tags })
    return fetchOverNetwork(asVisitorsDo(input, context), init)
  }
}

function asVisitorsDo(url: URL, { url: visited }: RequestContext): URL {
  const own = new URL(url)
  own.protocol = new URL(visited).protocol
  return own
}
