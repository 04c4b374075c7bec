/** What the origin of previews answers. */
export type PreviewAnswer = {
  readonly status: 200 | 403 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export const GONE = 'This version is no longer kept. Reload the path in the dashboard.'
export const ENDED = 'This link has ended. Reload the path in the dashboard.'

/**
 * Headers of whatever is shown. A stored page is not trusted: it runs no script, sends nothing and has an origin of its own
 * that nobody else has, wherever it is opened. `host`: whence it may load style sheets, fonts and images; `null` is nowhere.
 */
export function deadHeaders(host: string | null): Readonly<Record<string, string>> {
  const files = host === null ? '' : `${host} `
  return {
    'content-security-policy': [
      'sandbox',
      `default-src 'none'`,
      `img-src ${files}data:`,
      `font-src ${files}data:`,
      `style-src ${files}'unsafe-inline'`,
      `form-action 'none'`,
      `base-uri 'none'`,
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  }
}

/** The content type of stored headers, if they name one. */
export function contentTypeOf(headers: readonly (readonly [string, string])[]): string | null {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
}

const TEXT = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|manifest)\b)/
const IMAGE = /^image\/(?:avif|webp|png|jpeg|gif|svg\+xml)$/

/** Under which type a browser is shown it: pages and images as they are, other texts as text, the rest (`null`) not. */
export function shownAs(contentType: string | null): string | null {
  const type = essenceOf(contentType)
  if (type === 'text/html') return `text/html; charset=${charsetOf(contentType)}`
  if (IMAGE.test(type)) return type
  return TEXT.test(type) ? `text/plain; charset=${charsetOf(contentType)}` : null
}

const PART =
  /^(?:text\/css|font\/[\w+.-]+|application\/(?:font-woff2?|x-font-[\w-]+|vnd\.ms-fontobject)|image\/[\w+.-]+)$/

/** The type under which a file is part of a page as one looks at it: style sheets, fonts, images. `null`: it is not one of these. */
export function partAs(contentType: string | null): string | null {
  const type = essenceOf(contentType)
  if (!PART.test(type)) return null
  return type === 'text/css' ? `text/css; charset=${charsetOf(contentType)}` : type
}

/** A refusal in plain text. */
export function refuse(status: 403 | 404, sentence: string): PreviewAnswer {
  const headers = { ...deadHeaders(null), 'content-type': 'text/plain; charset=utf-8' }
  return { status, headers, body: new TextEncoder().encode(`${sentence}\n`) }
}

function essenceOf(contentType: string | null): string {
  const [essence = ''] = (contentType ?? '').toLowerCase().split(';')
  return essence.trim()
}

function charsetOf(contentType: string | null): string {
  return /;\s*charset="?([\w-]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'utf-8'
}
