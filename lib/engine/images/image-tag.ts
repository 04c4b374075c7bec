/** No tag of an application begins so. */
const PREFIX = '_F_IMG_'
/** Characters of a source in its tag: with it a tag stays within what is stored, however long the address. */
const MAX_LENGTH = 240

/**
 * The tag by which everything made of one source image is purged. `source` is what pages write: a path of the site, or
 * a whole URL of another. Very long ones that begin alike share a tag: a purge then reaches more, never less.
 */
export function imageTag(source: string): string {
  return PREFIX + canonical(source).replaceAll(',', '%2C').slice(0, MAX_LENGTH)
}

/** The tags of an image made of `source`: its own, and that of the source without its query. */
export function imageTags(source: string): readonly string[] {
  return [...new Set([imageTag(source), imageTag(source.split('?')[0] ?? source)])]
}

/** Pages may leave out the slash that a path of the site begins with: Astro does. */
export function withSlash(source: string): string {
  return source.startsWith('/') || /^[a-z][a-z\d+.-]*:/i.test(source) ? source : `/${source}`
}

/** One spelling of an address: escapes, default ports and a slash left out do not make it another. */
function canonical(written: string): string {
  const source = withSlash(written)
  const isPath = source.startsWith('/')
  const text = isPath ? `http://site.invalid${source}` : source
  if (!URL.canParse(text)) return encodeURI(source)
  const url = new URL(text)
  url.hash = ''
  return isPath ? url.href.slice('http://site.invalid'.length) : url.href
}
