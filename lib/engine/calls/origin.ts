import { platformHeaders, visitorHeaders } from '@/lib/engine/calls/visitor-headers'
import type { Engine } from '@/lib/engine/engine'
import { receivedBody } from '@/lib/engine/metering/counted'
import type { Place } from '@/lib/engine/metering/tally'
import type { FunctionResponse, OriginFailure } from '@/lib/engine/ports'
import type { EngineRequest } from '@/lib/engine/request'
import { formatTarget } from '@/lib/engine/routing/parse-target'
import type { ExternalResolution } from '@/lib/engine/routing/router'
import type { Target } from '@/lib/engine/steps/resolve'

/** Why another server was not heard. */
export type ExternalFailure =
  | OriginFailure
  | { readonly kind: 'failed'; readonly reason: 'origin_loop'; readonly message: string }

/** RFC 8586: each pass adds a name, so that servers which lead to each other are noticed. */
const CDN_ID = 'freshet'
/** One site may lead to another, and that to a third. */
const MAX_LOOPS = 8

/** Passes the visitor's request on to another server. A failure is told to operators. */
export async function callOrigin(
  engine: Engine,
  request: EngineRequest,
  call: { readonly target: Target; readonly resolution: ExternalResolution; readonly place: Place },
): Promise<FunctionResponse | ExternalFailure> {
  const { target, resolution } = call
  const { origin, path, query, isCached } = resolution
  const passed = target.headers.get('cdn-loop')
  const signal = request.leaving?.()
  const answer: FunctionResponse | ExternalFailure =
    loopsIn(passed) < MAX_LOOPS
      ? await engine.origins.call({
          site: target.site,
          url: `${origin}${formatTarget(path, query)}`,
          method: request.method,
          headers: [
            ...visitorHeaders(call).filter(
              ([name]) => name !== 'cdn-loop' && !(isCached && name === 'accept-encoding'),
            ),
            // An answer that is encoded for one visitor could not be shown to others.
            ...(isCached ? [['accept-encoding', 'identity'] as const] : []),
            ['host', new URL(origin).host],
            ...platformHeaders(request),
            ['cdn-loop', passed === undefined ? CDN_ID : `${passed}, ${CDN_ID}`],
          ],
          body: receivedBody(engine, call.place, request),
          ...(signal === undefined ? {} : { signal }),
        })
      : { kind: 'failed', reason: 'origin_loop', message: 'The servers lead to each other.' }
  // That a visitor left is no fault of the other server.
  if (answer.kind === 'failed' && answer.reason !== 'cancelled') {
    const { domain } = target.site
    engine.observe({ type: 'origin_failed', domain, path: target.path, origin, message: answer.message })
  }
  return answer
}

function loopsIn(field: string | undefined): number {
  return (field ?? '').split(',').filter((member) => member.trim().split(';')[0] === CDN_ID).length
}
