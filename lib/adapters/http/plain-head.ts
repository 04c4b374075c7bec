import { isHopByHop } from '@/lib/engine/headers'

/** A request without a body that nobody can read in two ways, as node:http would have parsed it. */
export type PlainHead = {
  readonly method: 'GET' | 'HEAD'
  readonly target: string
  /** Alternating names and values in the order received. */
  readonly rawHeaders: readonly string[]
}

/** Half of what node:http accepts. Longer heads are rare, and its own limits stay its own. */
const MAX_BYTES = 8_192
/** The characters of RFC 3986 alone: no fragment, no raw bytes, no control characters. */
const REQUEST_LINE = /(GET|HEAD) (\/[\w\-.~!$&'()*+,;=:@%/?]*) HTTP\/1\.1\r\n/y
const FIELD = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ?([\t\x20-\x7e]*)\r\n/y

/**
 * Reads bytes that are exactly one plain request head from the first byte to the last; `undefined` for everything else.
 * Far stricter than the parser: what could be framed or split differently (a body, an upgrade, folded lines, bare line
 * ends, white space around a value, a second request behind the first) is not refused here, but left to node:http.
 */
export function readPlainHead(bytes: Buffer): PlainHead | undefined {
  if (bytes.length > MAX_BYTES) return undefined
  const text = bytes.toString('latin1')
  REQUEST_LINE.lastIndex = 0
  const [, method, target] = REQUEST_LINE.exec(text) ?? []
  if ((method !== 'GET' && method !== 'HEAD') || target === undefined) return undefined

  const rawHeaders: string[] = []
  const end = text.length - 2
  for (let at = REQUEST_LINE.lastIndex; at !== end; at = FIELD.lastIndex) {
    FIELD.lastIndex = at
    const [, name, value] = FIELD.exec(text) ?? []
    if (name === undefined || value === undefined || !isPlainField(name.toLowerCase(), value)) return undefined
    rawHeaders.push(name, value)
  }
  return text.endsWith('\r\n') ? { method, target, rawHeaders } : undefined
}

function isPlainField(name: string, value: string): boolean {
  if (value.startsWith(' ') || value.startsWith('\t') || value.endsWith(' ') || value.endsWith('\t')) return false
  if (name === 'connection') return value.toLowerCase() === 'keep-alive'
  return name !== 'content-length' && !isHopByHop(name)
}
