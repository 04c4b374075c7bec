import type { Outcome } from '@/lib/engine/outcome'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { unstoredHeaders, valueIn } from '@/lib/engine/steps/respond'

/** Why there is no page: a code that tools read (the reference's where it has one) and a sentence for people. */
export type Refusal = {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly outcome: Outcome
  readonly retryAfterSeconds?: number
  /** Where to go instead. */
  readonly link?: { readonly label: string; readonly href: string }
}

const NO_OUTCOME: Outcome = { status: 'NONE', reason: null }

/** An error of the engine as JSON, HTML or text, by what the client accepts. Never stored by anybody. */
export function refuse(request: EngineRequest, refusal: Refusal): EngineResponse {
  const { type, text } = written(valueIn(request.rawHeaders, 'accept') ?? '', refusal)
  const body = new TextEncoder().encode(text)
  const headers = [
    ['content-type', `${type}; charset=utf-8`],
    ['cache-control', 'private, no-store'],
    ['content-length', String(body.byteLength)],
    ['x-freshet-error', refusal.code],
    ...(refusal.retryAfterSeconds === undefined ? [] : [['retry-after', String(refusal.retryAfterSeconds)]]),
    ...unstoredHeaders(refusal.outcome),
  ]
  return {
    status: refusal.status,
    headers: headers.flat(),
    body: request.method === 'HEAD' ? null : body,
    outcome: refusal.outcome,
  }
}

/** For an address at which there is nothing. */
export function notFound(request: EngineRequest, status = 404, outcome: Outcome = NO_OUTCOME): EngineResponse {
  return refuse(request, { status, code: 'NOT_FOUND', message: 'This page could not be found.', outcome })
}

/** For what can only be read. */
export function methodNotAllowed(request: EngineRequest): EngineResponse {
  const message = 'This can only be read, with GET or HEAD.'
  const refusal = refuse(request, { status: 405, code: 'METHOD_NOT_ALLOWED', message, outcome: NO_OUTCOME })
  return { ...refusal, headers: [...refusal.headers, 'allow', 'GET, HEAD'] }
}

/** For a request target that cannot be read: 414 if it is too long, else 400. */
export function badTarget(request: EngineRequest, reason: string): EngineResponse {
  const status = reason === 'too_long' ? 414 : 400
  return refuse(request, {
    status,
    code: 'BAD_REQUEST',
    message: `The address cannot be used: ${reason}.`,
    outcome: NO_OUTCOME,
  })
}

/** What proxies add. One on this machine reaches an edge that listens on the loopback alone, and brings everybody. */
const OF_PROXIES = new Set([
  'forwarded',
  'via',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
])

/**
 * Whether a request came from a browser on this machine, as far as it can be told: no proxy left its mark, and the name is one
 * that only this machine has. An address is no such name: a proxy that hands no host on asks by it.
 */
export function isFromThisMachine({ host, rawHeaders }: Pick<EngineRequest, 'host' | 'rawHeaders'>): boolean {
  const isProxied = rawHeaders.some((name, index) => index % 2 === 0 && OF_PROXIES.has(name.toLowerCase()))
  return !isProxied && (host === 'localhost' || host.endsWith('.localhost'))
}

/** For a host that shows no deployment. Names the known hosts, if it is told them. */
export function unknownHost(request: EngineRequest, knownHosts: readonly string[] | null): EngineResponse {
  const known = knownHosts === null || knownHosts.length === 0 ? '' : ` Known here: ${knownHosts.join(', ')}.`
  const message = `No deployment answers at ${request.host}.${known}`
  return refuse(request, { status: 404, code: 'DEPLOYMENT_NOT_FOUND', message, outcome: NO_OUTCOME })
}

/** For an outage: asks the visitor to try again in a moment. */
export function unavailable(request: EngineRequest, outcome: Outcome = NO_OUTCOME): EngineResponse {
  const message = 'The service is temporarily unavailable. Please try again in a moment.'
  return refuse(request, { status: 503, code: 'SERVICE_UNAVAILABLE', message, outcome, retryAfterSeconds: 2 })
}

function written(accept: string, refusal: Refusal): { readonly type: string; readonly text: string } {
  const { code, message, link } = refusal
  if (accept.includes('text/html')) return { type: 'text/html', text: page(refusal) }
  if (accept.includes('json')) {
    const error = { code, message, ...(link === undefined ? {} : { link: link.href }) }
    return { type: 'application/json', text: JSON.stringify({ error }) }
  }
  const way = link === undefined ? '' : `\n${link.label}: ${link.href}\n`
  return { type: 'text/plain', text: `${message}\n${way}\n${code}\n` }
}

function page({ status, code, message, link }: Refusal): string {
  const way =
    link === undefined ? '' : `<p><a href="${escaped(link.href)}" rel="noreferrer">${escaped(link.label)}</a></p>`
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${status}: ${escaped(code)}</title>
<style>:root{color-scheme:light dark}body{font:16px/24px system-ui,sans-serif;max-width:40rem;margin:20vh auto;padding:0 24px}
code{opacity:.6;font-size:13px}</style>
<h1>${status}</h1><p>${escaped(message)}</p>${way}<code>${escaped(code)}</code></html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
