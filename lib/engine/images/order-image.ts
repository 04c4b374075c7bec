import type { ImageOutput } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { imageRefused } from '@/lib/engine/images/image-problem'
import { imageTarget } from '@/lib/engine/images/image-target'
import { readImageRequest } from '@/lib/engine/images/read-image-request'
import { type Answer, isForSource, readLocal } from '@/lib/engine/images/read-local'
import { readRemote } from '@/lib/engine/images/read-remote'
import { refuse } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import type { PrerenderTarget } from '@/lib/engine/steps/admit'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'

/** A request to the image endpoint: the copy to look up in the cache, or why there is none. */
export type Ordered =
  | { readonly kind: 'image'; readonly prerender: PrerenderTarget }
  | { readonly kind: 'refused'; readonly response: EngineResponse }

/** `answer` serves the sources that the site has itself. */
export function orderImage(
  engine: Engine,
  request: EngineRequest,
  asked: { readonly target: Target; readonly resolution: OutputResolution; readonly output: ImageOutput },
  answer: Answer,
): Ordered {
  const { target, resolution, output } = asked
  const { rules } = output
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refused(request, { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'Images are read with GET.' })
  }
  if (isForSource(request)) return refused(request, imageRefused('The source leads back to the image endpoint.'))
  const requested = readImageRequest(resolution.query, target.headers.get('accept'), rules)
  if ('refused' in requested) return refused(request, imageRefused(requested.refused))
  const { source } = requested
  const readSource = () =>
    source.kind === 'local'
      ? readLocal(answer, { site: target.site, protocol: request.protocol, target: source.target })
      : readRemote(engine, { site: target.site, url: source.url, rules })
  return { kind: 'image', prerender: imageTarget(target.site, requested, { rules, readSource }) }
}

function refused(
  request: EngineRequest,
  problem: { readonly status: number; readonly code: string; readonly message: string },
): Ordered {
  const { status, code, message } = problem
  return {
    kind: 'refused',
    response: refuse(request, { status, code, message, outcome: { status: 'NONE', reason: null } }),
  }
}
