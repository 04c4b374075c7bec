import type { HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { headerListOf, headerOf } from '@/lib/engine/headers'
import type { StreamEncoding } from '@/lib/engine/ports'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { addVary, encodedAs, valueIn } from '@/lib/engine/steps/respond'

/** Smaller bodies fit one packet either way. */
const MIN_BYTES = 512

/** What gets smaller. Events are left out: what stands between might wait for more of them before it unpacks any. */
const COMPRESSIBLE =
  /^(?:text\/(?!event-stream)[^;]*|application\/(?:[^;]*\+)?(?:json|xml|javascript|ecmascript|wasm|manifest\+json|graphql|rtf|x-ndjson|x-javascript)|image\/(?:svg\+xml|bmp|x-icon|vnd\.microsoft\.icon)|font\/(?:otf|ttf))\s*(?:;|$)/i

/** Fields that speak of the very bytes (RFC 9530, and what was before it): they would not be true of others. */
const OF_THE_BYTES = ['content-range', 'content-digest', 'repr-digest', 'digest', 'content-md5']

/**
 * A body that streams, compressed for who accepts that, where its function left it as it is. Chunk by chunk: what was sent
 * is never held back for what follows. A stored body already has its compressed form and does not come here.
 */
export function encodeStreamed(engine: Engine, request: EngineRequest, response: EngineResponse): EngineResponse {
  const { body } = response
  if (body instanceof Uint8Array) return response
  const pairs = pairsOf(response.headers)
  // Of a HEAD only the fields matter. What has a length and no body is a stored page's.
  if (body === null && (request.method !== 'HEAD' || headerOf(pairs, 'content-length') !== undefined)) return response
  if (!mayBeEncoded(response.status, pairs)) return response
  const varied = [...pairs]
  addVary(varied, 'accept-encoding')
  const as = (headers: readonly HeaderPair[]) => ({ ...response, headers: headers.flat() })
  const encoding = acceptedEncoding(request)
  if (encoding === undefined) return as(varied)
  const packed = body === null || request.method === 'HEAD' ? body : engine.streamPacker.pack(body, encoding)
  if (packed === undefined) return as(varied)
  const kept = varied.filter(([name]) => name !== 'content-length' && name !== 'accept-ranges')
  return { ...as(encodedAs(kept, encoding)), body: packed }
}

function mayBeEncoded(status: number, headers: readonly HeaderPair[]): boolean {
  if (status < 200 || status === 204 || status === 205 || status === 206 || status === 304) return false
  if (headerOf(headers, 'content-encoding') !== undefined) return false
  if (OF_THE_BYTES.some((name) => headerOf(headers, name) !== undefined)) return false
  const length = headerOf(headers, 'content-length')
  if (length !== undefined && Number(length) < MIN_BYTES) return false
  if (/\bno-transform\b/i.test(headerListOf(headers, 'cache-control') ?? '')) return false
  return COMPRESSIBLE.test(headerOf(headers, 'content-type') ?? '')
}

/** RFC 9110 §12.5.3: of what is accepted the one that is wanted most, brotli before gzip; `undefined` is neither. */
function acceptedEncoding({ rawHeaders }: EngineRequest): StreamEncoding | undefined {
  // A part of the compressed bytes would be of no use to who asks for one of the others.
  if (valueIn(rawHeaders, 'range') !== undefined) return undefined
  if (/\bno-transform\b/i.test(listIn(rawHeaders, 'cache-control'))) return undefined
  const weights = new Map<string, number>()
  for (const part of listIn(rawHeaders, 'accept-encoding').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    const weight = q === undefined ? 1 : Number(q)
    if (name !== '') weights.set(name, weight >= 0 && weight <= 1 ? weight : 0)
  }
  const weightOf = (encoding: string) => weights.get(encoding) ?? weights.get('*') ?? 0
  const [brotli, gzip] = [weightOf('br'), weightOf('gzip')]
  if (brotli > 0 && brotli >= gzip) return 'br'
  return gzip > 0 ? 'gzip' : undefined
}

function listIn(rawHeaders: readonly string[], wanted: string): string {
  const values: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === wanted) values.push(rawHeaders[at + 1] ?? '')
  }
  return values.join(',')
}

function pairsOf(flat: readonly string[]): HeaderPair[] {
  const pairs: HeaderPair[] = []
  for (let at = 0; at < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? ''])
  return pairs
}
