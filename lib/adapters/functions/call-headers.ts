import { CALL_HEADER, PARTS_HEADER, STAMP_HEADER } from '@/lib/adapters/functions/protocol'
import type { HeaderPair } from '@/lib/engine/deployment'
import { isHopByHop } from '@/lib/engine/headers'
import type { FunctionCall } from '@/lib/engine/ports'

/**
 * Headers of a call as they go to the host, names and values in turn. `host` is the one the visitor used, as the
 * launcher of the reference has it. The id of the call is the edge's alone: one from outside is dropped.
 */
export function requestHeaders(call: FunctionCall, id: string): string[] {
  const pairs = withoutHopByHop(call.headers).filter(([name]) => {
    const lower = name.toLowerCase()
    return lower !== 'host' && !OWN_HEADERS.has(lower) && (call.body !== null || lower !== 'content-length')
  })
  const host = headerOf(call.headers, 'x-forwarded-host') ?? headerOf(call.headers, 'host') ?? call.site.domain
  const parts: readonly HeaderPair[] = call.purpose === 'render' ? [[PARTS_HEADER, 'keep']] : []
  const own: readonly HeaderPair[] = [...parts, [STAMP_HEADER, String(call.stamp)], [CALL_HEADER, id]]
  return [...pairs, ...framing(call), ['host', host], ...own].flat()
}

const OWN_HEADERS = new Set([CALL_HEADER, PARTS_HEADER, STAMP_HEADER])

/** How the host finds the end of the body; said outright, because node guesses it from the method. */
function framing(call: FunctionCall): readonly HeaderPair[] {
  if (call.body !== null) return headerOf(call.headers, 'content-length') ? [] : [['transfer-encoding', 'chunked']]
  return call.method === 'GET' || call.method === 'HEAD' ? [] : [['content-length', '0']]
}

/** Headers of an answer, names and values in turn, as pairs; several of one name stay several. */
export function responseHeaders(raw: readonly string[]): readonly HeaderPair[] {
  const pairs: HeaderPair[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? ''])
  return withoutHopByHop(pairs)
}

function withoutHopByHop(pairs: readonly HeaderPair[]): readonly HeaderPair[] {
  const named = pairs.filter(([name]) => name.toLowerCase() === 'connection').flatMap(([, value]) => value.split(','))
  const connectionOnly = new Set(named.map((name) => name.trim().toLowerCase()))
  return pairs.filter(([name]) => !isHopByHop(name.toLowerCase()) && !connectionOnly.has(name.toLowerCase()))
}

function headerOf(pairs: readonly HeaderPair[], wanted: string): string | undefined {
  return pairs.find(([name]) => name.toLowerCase() === wanted)?.[1]
}
