import type { HeaderPair } from '@/lib/engine/deployment'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'

/** ` HTTP/1.1` and two spaces, the ends of the first line and of the head. */
const REQUEST_LINE_BYTES = 'GET / HTTP/1.1\r\n\r\n'.length - 'GET/'.length
/** What HTTP puts around the fields of an answer on a connection that stays open: the first line, date and persistence. */
const RESPONSE_FRAME_BYTES =
  'HTTP/1.1 200 OK\r\n\r\n'.length +
  'Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n'.length +
  'Connection: keep-alive\r\nKeep-Alive: timeout=65\r\n'.length
const FIELD_BYTES = ': \r\n'.length

/** Bytes that the head of a request took. */
export function sizeOfRequestHead({
  method,
  target,
  rawHeaders,
}: Pick<EngineRequest, 'method' | 'target' | 'rawHeaders'>): number {
  return REQUEST_LINE_BYTES + method.length + target.length + sizeOfFields(rawHeaders)
}

/** Bytes that the head of a response takes. What another status than 200 is called is left out. */
export function sizeOfResponseHead({ headers }: Pick<EngineResponse, 'headers'>): number {
  return RESPONSE_FRAME_BYTES + sizeOfFields(headers)
}

/** Bytes of a call's head, or of its answer's, as the edge and the function tell each other. */
export function sizeOfPairs(pairs: readonly HeaderPair[]): number {
  let bytes = 0
  for (const [name, value] of pairs) bytes += name.length + value.length + FIELD_BYTES
  return bytes
}

function sizeOfFields(namesAndValues: readonly string[]): number {
  let bytes = (namesAndValues.length / 2) * FIELD_BYTES
  for (const text of namesAndValues) bytes += text.length
  return bytes
}
