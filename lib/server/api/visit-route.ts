import 'server-only'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import { visitSiteInput } from '@/lib/contract/protection'
import { OpError } from '@/lib/ops/errors'
import { visitSite } from '@/lib/ops/protection/visit-site'
import { composition, opsContext } from '@/lib/server/compose'
import { actorOfRequest, clientOf, isHttps } from '@/lib/server/session'

/**
 * The way from a protected page through the dashboard and back. Whoever is not signed in signs in first. It is no call of the
 * API: a browser comes by a link, and what it gets is a redirect.
 */
export async function visitRoute(request: Request): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url)
  const input = visitSiteInput.safeParse({ url: searchParams.get('url') ?? '' })
  if (!input.success) return told(400, 'This link names no page. Open the page again and follow its link.')
  try {
    const { actor } = await withDeadline(actorOfRequest(request), DEFAULT_TIMEOUT_MS)
    if (actor.kind !== 'operator') return seeOther(`/sign-in?${new URLSearchParams({ next: pathname + search })}`)
    const ctx = opsContext({ actor, client: clientOf(request.headers) })
    const { location } = await visitSite(ctx, { ...input.data, isSecure: isHttps(request.headers) })
    return seeOther(location)
  } catch (error) {
    if (error instanceof OpError) return told(error.code === 'not_found' ? 404 : 400, error.message)
    composition().log.error({ error }, 'a visit of a protected site failed')
    return told(503, 'This cannot be checked right now. Try again in a moment.')
  }
}

/** Nobody but the browser may remember where a ticket leads, and the site is not told where it came from. */
const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { ...HEADERS, location } })
}

function told(status: number, sentence: string): Response {
  return new Response(`${sentence}\n`, { status, headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
}
