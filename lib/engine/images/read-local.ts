import type { Site } from '@/lib/engine/deployment'
import { type ImageProblem, imageRefused, imageTooLarge } from '@/lib/engine/images/image-problem'
import { MAX_SOURCE_BYTES, type SourceImage, wholeBody } from '@/lib/engine/images/make-image'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { valueIn } from '@/lib/engine/steps/respond'

/** Answers a request as for any visitor. */
export type Answer = (request: EngineRequest) => EngineResponse | Promise<EngineResponse>

/** Marks the request for a source, so that a route cannot lead it back to the image endpoint. */
const SOURCE_MARK = 'x-freshet-image-source'

/** Whether a request is the engine's own, for the source of an image. */
export function isForSource(request: EngineRequest): boolean {
  return valueIn(request.rawHeaders, SOURCE_MARK) !== undefined
}

/**
 * A source that the site has itself: a file, or whatever any route of it answers. Asked for inside the engine, as nobody
 * in particular: no cookie and no other header of the visitor comes along. What is stale is made anew first, since a copy
 * of it would pass for fresh.
 */
export async function readLocal(
  answer: Answer,
  wanted: { readonly site: Site; readonly protocol: EngineRequest['protocol']; readonly target: string },
): Promise<SourceImage | ImageProblem> {
  const { site, protocol, target } = wanted
  const response = await answer({
    method: 'GET',
    host: site.domain,
    authority: site.domain,
    target,
    rawHeaders: ['host', site.domain, 'accept', 'image/*', 'pragma', 'no-cache', SOURCE_MARK, '1'],
    protocol,
    clientIp: '127.0.0.1',
    body: null,
  })
  const { status, body, outcome } = response
  const reason = outcome.status === 'STALE' ? outcome.reason : null
  if (status === 200 && body !== null && (reason === null || reason === 'stale_time' || reason === 'control_lost')) {
    return read(response, body)
  }
  if (body !== null && !(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.()
  if (status === 404 || status === 410) {
    return { kind: 'problem', status: 404, code: 'NOT_FOUND', message: `The site has no image at ${target}.` }
  }
  if (status >= 300 && status < 500) return imageRefused(`The source ${target} answers ${status}, which is no image.`)
  return failed(
    status === 200 ? `The source ${target} cannot be made anew.` : `The source ${target} answers ${status}.`,
  )
}

async function read({ headers, tags = [] }: EngineResponse, body: Uint8Array | AsyncIterable<Uint8Array>) {
  if (valueIn(headers, 'content-encoding') !== undefined) return failed('The source comes compressed.')
  const bytes = await Promise.resolve(body instanceof Uint8Array ? body : wholeBody(body)).catch(() => null)
  if (bytes === null) return failed('The source broke off.')
  if (bytes === undefined || bytes.byteLength > MAX_SOURCE_BYTES) {
    return imageTooLarge(`The source is larger than ${MAX_SOURCE_BYTES} bytes.`)
  }
  return { kind: 'source', bytes, tags, maxAgeSeconds: maxAgeOf(valueIn(headers, 'cache-control')) } as const
}

function failed(message: string): ImageProblem {
  return { kind: 'problem', status: 502, code: 'INTERNAL_OPTIMIZED_IMAGE_REQUEST_FAILED', message }
}

/** Seconds of `s-maxage`, else of `max-age`. */
export function maxAgeOf(cacheControl: string | undefined): number {
  const seconds = (directive: string) =>
    cacheControl?.match(new RegExp(`(?:^|,)\\s*${directive}\\s*=\\s*"?(\\d{1,10})"?\\s*(?:,|$)`, 'i'))?.[1]
  return Number(seconds('s-maxage') ?? seconds('max-age') ?? 0)
}
