import { isIPv6 } from 'node:net'
/** Why a request is refused before the engine sees it. */
export type HeadRefusal = { readonly status: 400 | 405 | 413 | 431 | 501; readonly reason: string }

export type RequestHead = {
  /** Lower-case host name without port and trailing dot. */
  readonly host: string
  /** The same as the client wrote it, port included. */
  readonly authority: string
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const MAX_HEADER_LINES = 100
/** Largest body of a request that is passed on. */
export const MAX_BODY_BYTES = 20 * 1024 * 1024
const KNOWN_HOSTS = 10_000
/** A host name of 253 characters with its dot and port. Longer ones would fill the memory of known ones. */
const MAX_AUTHORITY_LENGTH = 260

/**
 * Checks what node:http lets through but RFC 9112 (§3.2, §6.1) forbids or two parties could read differently: several
 * Host lines, odd host names, absolute targets, unusual transfer codings.
 */
export class HeadReader {
  readonly #hosts = new Map<string, RequestHead | null>()

  read(request: {
    readonly method: string
    readonly target: string
    readonly httpVersion: string
    readonly rawHeaders: readonly string[]
  }): RequestHead | HeadRefusal {
    const { rawHeaders } = request
    if (rawHeaders.length > MAX_HEADER_LINES * 2) return { status: 431, reason: 'Too many header lines.' }
    if (!METHODS.has(request.method)) return { status: 405, reason: 'This method is not served.' }
    if (!request.target.startsWith('/')) return { status: 400, reason: 'Only origin-form targets are served.' }

    let authority: string | undefined
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? ''
      // Lengths first: this runs for every header line of every request.
      if (name.length === 4 && name.toLowerCase() === 'host') {
        if (authority !== undefined) return { status: 400, reason: 'More than one Host line.' }
        authority = rawHeaders[index + 1] ?? ''
      } else if (name.length === 14 && name.toLowerCase() === 'content-length') {
        if (Number(rawHeaders[index + 1]) > MAX_BODY_BYTES) return { status: 413, reason: 'The body is too large.' }
      } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
        const isChunked = (rawHeaders[index + 1] ?? '').toLowerCase() === 'chunked'
        if (!isChunked || request.httpVersion === '1.0') return { status: 400, reason: 'Unusual transfer coding.' }
      }
    }
    return this.readHost(authority ?? '') ?? { status: 400, reason: 'Not a host name.' }
  }

  /** `undefined` for what is no host name. Known ones are remembered: most requests name one of a few. */
  readHost(authority: string): RequestHead | undefined {
    if (authority.length > MAX_AUTHORITY_LENGTH) return undefined
    const known = this.#hosts.get(authority)
    if (known !== undefined) return known ?? undefined
    const head = parseAuthority(authority)
    if (this.#hosts.size >= KNOWN_HOSTS) this.#hosts.clear()
    this.#hosts.set(authority, head)
    return head ?? undefined
  }
}

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const AUTHORITY = new RegExp(`^(${LABEL}(?:\\.${LABEL})*)\\.?(?::(\\d{1,5}))?$`)
const IP_LITERAL = /^(\[[0-9a-f:.]{2,45}\])(?::(\d{1,5}))?$/
const MAX_HOST_LENGTH = 253

function parseAuthority(authority: string): RequestHead | null {
  const lower = authority.toLowerCase()
  const found = lower.match(AUTHORITY) ?? lower.match(IP_LITERAL)
  const host = found?.[1]
  if (host === undefined || host.length > MAX_HOST_LENGTH || Number(found?.[2] ?? 0) > 65_535) return null
  if (host.startsWith('[') && !isIPv6(host.slice(1, -1))) return null
  return { host, authority: lower }
}
