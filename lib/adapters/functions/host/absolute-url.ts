import type { IncomingMessage } from 'node:http'

/** The scheme and host a visitor used; the edge has decided already whose forwarding headers count. */
export function absoluteUrl(req: IncomingMessage): string {
  const scheme = firstOf(req.headers['x-forwarded-proto']) ?? 'https'
  const host = firstOf(req.headers['x-forwarded-host']) ?? req.headers.host ?? 'localhost'
  return `${scheme}://${host}${req.url ?? '/'}`
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
