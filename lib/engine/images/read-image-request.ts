import { IMAGE_FORMATS, type ImageFormat, type ImageRules } from '@/lib/engine/images/image-rules'
import { withSlash } from '@/lib/engine/images/image-tag'
import type { QueryPair } from '@/lib/engine/routing/router'

/** Which image is asked for, in which size and form. All of it was checked against the deployment's rules. */
export type ImageRequest = {
  readonly source: ImageSource
  readonly width: number
  readonly quality: number
  /** What the browser would rather have; `null` leaves the image its own format. */
  readonly format: ImageFormat | null
}

/** A target of the site itself (path and query), or an address elsewhere. */
export type ImageSource =
  | { readonly kind: 'local'; readonly target: string }
  | { readonly kind: 'remote'; readonly url: string }

/** Longest `url` (reference: Next's image endpoint). */
const MAX_URL_LENGTH = 3_072

/** Reads `url`, `w` and `q` of an image request; `refused` is a sentence for whoever wrote the page. */
export function readImageRequest(
  query: readonly QueryPair[],
  accept: string | undefined,
  rules: ImageRules,
): ImageRequest | { readonly refused: string } {
  const url = onlyValue(query, 'url')
  const width = onlyValue(query, 'w')
  const quality = onlyValue(query, 'q')
  for (const read of [url, width, quality]) if (typeof read !== 'string') return read
  if (typeof url !== 'string' || typeof width !== 'string' || typeof quality !== 'string') return { refused: '' }
  const source = readSource(url, rules)
  if ('refused' in source) return source
  if (!/^[1-9][0-9]{0,4}$/.test(width) || !rules.sizes.includes(Number(width))) {
    return { refused: `"w" (width) of ${shortened(width)} is not one of the sizes of this site.` }
  }
  const isQuality = /^[1-9][0-9]{0,2}$/.test(quality) && Number(quality) <= 100
  if (!isQuality || rules.qualities?.includes(Number(quality)) === false) {
    return { refused: `"q" (quality) of ${shortened(quality)} is not allowed on this site.` }
  }
  return { source, width: Number(width), quality: Number(quality), format: chooseFormat(accept ?? '', rules.formats) }
}

function onlyValue(query: readonly QueryPair[], name: string): string | { readonly refused: string } {
  const values = query.filter(([key]) => key === name)
  const [first] = values
  if (first === undefined || first[1] === '') return { refused: `"${name}" is missing.` }
  return values.length > 1 ? { refused: `"${name}" is given twice.` } : first[1]
}

function readSource(written: string, rules: ImageRules): ImageSource | { readonly refused: string } {
  if (written.length > MAX_URL_LENGTH) return { refused: '"url" is too long.' }
  const url = withSlash(written)
  if (url.startsWith('/')) return readLocal(url, rules)
  if (!URL.canParse(url)) return { refused: '"url" is no address.' }
  const parsed = new URL(url)
  parsed.hash = ''
  if (!rules.allowsRemote(parsed)) {
    return { refused: `"url" is not allowed: no domain or remote pattern of this site names ${parsed.host}.` }
  }
  return { kind: 'remote', url: parsed.href }
}

/** Whatever the address is parsed to must still be this site: `/\evil.test` is no path. */
function readLocal(url: string, rules: ImageRules): ImageSource | { readonly refused: string } {
  const base = 'http://site.invalid'
  if (!URL.canParse(url, base)) return { refused: '"url" is no address.' }
  const parsed = new URL(url, base)
  if (parsed.origin !== base) return { refused: '"url" cannot leave out its protocol.' }
  if (/\/_(?:next|vercel)\/image(?:$|\/)/.test(parsed.pathname))
    return { refused: '"url" cannot be an optimized image.' }
  if (!rules.allowsLocal(parsed)) return { refused: '"url" is not allowed: no local pattern of this site matches it.' }
  return { kind: 'local', target: parsed.pathname + parsed.search }
}

/** The format that the browser prefers of those it names; among equals, the one that the site puts first. A `*` names nothing. */
export function chooseFormat(accept: string, formats: readonly ImageFormat[]): ImageFormat | null {
  const weights = new Map<string, number>()
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const given = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = given === undefined ? 1 : Number(given.slice(2))
    weights.set(type, Number.isNaN(weight) ? 0 : weight)
  }
  const liked = formats.filter((format) => IMAGE_FORMATS.includes(format) && (weights.get(format) ?? 0) > 0)
  return liked.reduce<ImageFormat | null>((best, format) => {
    if (best === null) return format
    return (weights.get(format) ?? 0) > (weights.get(best) ?? 0) ? format : best
  }, null)
}

function shortened(text: string): string {
  return text.length > 12 ? `${text.slice(0, 12)}…` : text
}
