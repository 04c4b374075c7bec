import type { HeaderPair } from '@/lib/engine/deployment'
import { isHopByHop } from '@/lib/engine/headers'
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
  return [...visitors, ...changed, ...(length === undefined ? [] : [['content-length', length] as const])]
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
