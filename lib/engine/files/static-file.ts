import type { HeaderPair, StaticOutput } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { fileBody } from '@/lib/engine/files/file-body'
import { TRAIT } from '@/lib/engine/headers'
import type { Outcome } from '@/lib/engine/outcome'
import { methodNotAllowed } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'
import {
  addVary,
  encodedAs,
  isNotModified,
  outcomeHeaders,
  previewHeaders,
  valueIn,
  withoutBodyFields,
  withRouteHeaders,
} from '@/lib/engine/steps/respond'

const WRITING = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const HIT: Outcome = { status: 'HIT', reason: null }

/** A file of the deployment: the same for everybody for as long as the deployment lives. */
export async function serveStatic(
  engine: Engine,
  request: EngineRequest,
  asked: {
    readonly target: Target
    readonly resolution: OutputResolution
    readonly output: StaticOutput
    readonly traits: number
  },
): Promise<EngineResponse> {
  const { target, resolution, output, traits } = asked
  const status = resolution.status ?? 200
  // A page for errors is the answer to whatever was asked; a file is read.
  if (status === 200 && WRITING.has(request.method)) return methodNotAllowed(request)
  const file = await fileBody(engine, target.site.projectId, output.file)
  const etag = `"${output.file.sha256.slice(0, 32)}"`
  const range = (traits & TRAIT.range) === 0 ? undefined : rangeOf(request, etag, file.identity.byteLength)
  const brotli = range === undefined && (traits & TRAIT.brotli) !== 0 ? file.brotli : null
  const bytes = brotli ?? file.identity
  const own: HeaderPair[] = [
    ['content-type', output.contentType],
    ['cache-control', 'public, max-age=0, must-revalidate'],
    ['etag', etag],
    ['accept-ranges', 'bytes'],
  ]
  const plain = [
    ...withRouteHeaders(own, resolution.headers, status),
    ...previewHeaders(target.site),
    ...outcomeHeaders(HIT, null),
  ]
  if (file.brotli !== null) addVary(plain, 'accept-encoding')
  const headers = brotli === null ? plain : encodedAs(plain, 'br')
  if (status === 200 && (traits & TRAIT.conditional) !== 0 && isNotModified(request, headers.flat())) {
    return { status: 304, headers: withoutBodyFields(headers.flat()), body: null, outcome: HIT }
  }
  if (range !== undefined && status === 200) return partial(bytes, headers, range)
  headers.push(['content-length', String(bytes.byteLength)])
  return { status, headers: headers.flat(), body: request.method === 'HEAD' ? null : bytes, outcome: HIT }
}

type Range =
  | { readonly kind: 'part'; readonly from: number; readonly to: number }
  | { readonly kind: 'unsatisfiable'; readonly size: number }

/**
 * One byte range of RFC 9110 §14.1.2; several at once, or other units, are answered with the whole. So is a visitor whose
 * part is of another file (`If-Range`, §13.1.5).
 */
function rangeOf(request: EngineRequest, etag: string, size: number): Range | undefined {
  if ((valueIn(request.rawHeaders, 'if-range') ?? etag) !== etag) return undefined
  const found = valueIn(request.rawHeaders, 'range')?.match(/^bytes=(\d{0,15})-(\d{0,15})$/)
  const [, first = '', last = ''] = found ?? []
  if (found === undefined || found === null || (first === '' && last === '') || request.method !== 'GET')
    return undefined
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return from > to || from >= size ? { kind: 'unsatisfiable', size } : { kind: 'part', from, to }
}

function partial(bytes: Uint8Array, headers: HeaderPair[], range: Range): EngineResponse {
  if (range.kind === 'unsatisfiable') {
    const flat = [...headers, ['content-range', `bytes */${range.size}`], ['content-length', '0']].flat()
    return { status: 416, headers: flat, body: null, outcome: HIT }
  }
  const body = bytes.subarray(range.from, range.to + 1)
  headers.push(
    ['content-range', `bytes ${range.from}-${range.to}/${bytes.byteLength}`],
    ['content-length', String(body.byteLength)],
  )
  return { status: 206, headers: headers.flat(), body, outcome: HIT }
}
