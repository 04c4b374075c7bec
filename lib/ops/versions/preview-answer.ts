import type { Db } from '@/db/client'
import { readVersionBody } from '@/db/queries/path-detail'
import { readVersionFacts } from '@/db/queries/version-previews'
import { type PreviewPermit, readPermit } from '@/lib/ops/versions/preview-token'

/** What the origin of previews answers. */
export type PreviewAnswer = {
  readonly status: 200 | 403 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * A stored page is not trusted: it runs no script, loads nothing, sends nothing and has an origin of its own that nobody
 * else has, wherever it is opened.
 */
const CONTENT_SECURITY_POLICY = [
  'sandbox',
  `default-src 'none'`,
  'img-src data:',
  'font-src data:',
  `style-src 'unsafe-inline'`,
  `form-action 'none'`,
  `base-uri 'none'`,
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

/** The answer to one request for a path on the origin of previews. The request's own headers have no say in it. */
export async function answerPreview(db: Db, key: string, path: string): Promise<PreviewAnswer> {
  const [, purpose = '', token = '', ...rest] = path.split('/')
  const permit = rest.length > 0 ? undefined : readPermit(key, token)
  if (permit === undefined || permit.purpose !== purpose) return refuse(403, 'This is no link to a stored version.')
  const facts = await readVersionFacts(db, permit)
  if (facts === undefined) return refuse(404, 'This version is no longer kept. Reload the path in the dashboard.')
  if (facts.now_ms >= permit.endsAtMs) return refuse(403, 'This link has ended. Reload the path in the dashboard.')
  const version = await readVersionBody(db, permit)
  if (version === undefined) return refuse(404, 'This version is no longer kept. Reload the path in the dashboard.')
  const type = typeFor(permit, contentTypeOf(version.headers))
  if (type === null) return refuse(404, 'A version of this type is not shown. Download it.')
  return {
    status: 200,
    headers: {
      ...HEADERS,
      'content-type': type,
      ...(version.encoding === 'br' && { 'content-encoding': 'br' }),
      ...(permit.purpose === 'download' && { 'content-disposition': `attachment; filename="${permit.versionId}"` }),
    },
    body: version.bytes,
  }
}

export function contentTypeOf(headers: readonly (readonly [string, string])[]): string | null {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
}

const TEXT = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|manifest)\b)/
const IMAGE = /^image\/(?:avif|webp|png|jpeg|gif|svg\+xml)$/

/** Under which type a browser is shown it: pages and images as they are, other texts as text, the rest (`null`) not. */
export function shownAs(contentType: string | null): string | null {
  const [essence = ''] = (contentType ?? '').toLowerCase().split(';')
  const type = essence.trim()
  if (type === 'text/html') return `text/html; charset=${charsetOf(contentType)}`
  if (IMAGE.test(type)) return type
  return TEXT.test(type) ? `text/plain; charset=${charsetOf(contentType)}` : null
}

function charsetOf(contentType: string | null): string {
  return /;\s*charset="?([\w-]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'utf-8'
}

function typeFor({ purpose }: PreviewPermit, contentType: string | null): string | null {
  return purpose === 'download' ? 'application/octet-stream' : shownAs(contentType)
}

function refuse(status: 403 | 404, sentence: string): PreviewAnswer {
  const headers = { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }
  return { status, headers, body: new TextEncoder().encode(`${sentence}\n`) }
}
