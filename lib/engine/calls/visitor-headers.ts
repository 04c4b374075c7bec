import type { HeaderPair } from '@/lib/engine/deployment'
import { DRAFT_COOKIE, isHopByHop } from '@/lib/engine/headers'
import { tokenFor } from '@/lib/engine/protection/baked-tokens'
import type { EngineRequest } from '@/lib/engine/request'
import type { ExternalResolution } from '@/lib/engine/routing/router'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'

/**
 * The visitor's headers as routes and middleware left them, for whoever is called live. Those of the connection and the
 * host are not among them.
 */
export function visitorHeaders({
  target,
  resolution,
}: {
  readonly target: Target
  readonly resolution: OutputResolution | ExternalResolution
}): HeaderPair[] {
  const changes = resolution.requestHeaders
  const visitors = [...target.headers.entries()].filter(
    ([name]) => name !== 'host' && !isHopByHop(name) && name !== 'content-length' && !changes.has(name),
  )
  const changed = [...changes].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
  const length = target.headers.get('content-length')
  return [
    ...asEditor([...visitors, ...changed], resolution.kind === 'output' ? draftToken(target, resolution) : null),
    ...(length === undefined ? [] : [['content-length', length] as const]),
  ]
}

/**
 * If an operator's token opened the drafts: the token by which the function itself recognises editors. Nobody else is told
 * it, middleware included, which may send on to other servers what it was sent.
 */
function draftToken({ site, secrets }: Target, { output }: OutputResolution): string | null {
  const isMiddleware = output.kind === 'function' && output.function.role === 'middleware'
  return secrets.granted.has('draft') && !isMiddleware ? tokenFor(site.deployment, output) : null
}

function asEditor(headers: HeaderPair[], token: string | null): HeaderPair[] {
  if (token === null) return headers
  const cookies = headers.filter(([name]) => name === 'cookie').map(([, value]) => value)
  const cookie = [...cookies, `${DRAFT_COOKIE}=${token}`].join('; ')
  return [...headers.filter(([name]) => name !== 'cookie'), ['cookie', cookie]]
}

/** What the edge itself says of where a request came from. */
export function platformHeaders(request: EngineRequest): HeaderPair[] {
  return [
    ['x-forwarded-host', request.authority],
    ['x-forwarded-proto', request.protocol],
    ['x-forwarded-for', request.clientIp],
    ['x-real-ip', request.clientIp],
  ]
}
