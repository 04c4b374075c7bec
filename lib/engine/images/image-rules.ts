import { Pattern } from '@/lib/engine/routing/pattern'

/** `images` of `config.json`, parsed. Build Output API v3, configuration. */
export type ImagesRule = {
  readonly sizes: readonly number[]
  readonly domains: readonly string[]
  readonly remotePatterns: readonly RemotePattern[]
  /** `null` lets every path of the site be a source. */
  readonly localPatterns: readonly LocalPattern[] | null
  /** `null` allows 1 to 100. */
  readonly qualities: readonly number[] | null
  readonly formats: readonly ImageFormat[]
  readonly minimumCacheTtlSeconds: number
  readonly allowsSvg: boolean
  readonly contentSecurityPolicy: string
  readonly dispositionType: 'inline' | 'attachment'
}

/** Hostname and path are regular expressions as builds write them (`^…$`), or globs as people do (`*`, `**`). */
export type RemotePattern = {
  readonly protocol: 'http' | 'https' | null
  readonly hostname: string
  /** `''` is the protocol's own; `null` is any. */
  readonly port: string | null
  readonly pathname: string | null
  readonly search: string | null
}

/** Which paths of the site itself may be resized. */
export type LocalPattern = { readonly pathname: string | null; readonly search: string | null }

/** Formats that an image may be turned into because a browser asks for them. */
export const IMAGE_FORMATS = ['image/avif', 'image/webp'] as const
export type ImageFormat = (typeof IMAGE_FORMATS)[number]

/** What may be asked of a deployment's image endpoint, compiled once. */
export type ImageRules = Omit<ImagesRule, 'domains' | 'remotePatterns' | 'localPatterns'> & {
  readonly allowsLocal: (url: URL) => boolean
  readonly allowsRemote: (url: URL) => boolean
}

/** Throws for a pattern that is no regular expression, or one that takes more than linear time. */
export function compileImageRules({ domains, remotePatterns, localPatterns, ...rest }: ImagesRule): ImageRules {
  const remote = remotePatterns.map(compileRemote)
  const local = localPatterns?.map(compileLocal) ?? [() => true]
  const hosts = new Set(domains.map((host) => host.toLowerCase()))
  return {
    ...rest,
    allowsLocal: (url) => local.some((allows) => allows(url)),
    allowsRemote: (url) => isWeb(url) && (hosts.has(url.hostname) || remote.some((allows) => allows(url))),
  }
}

function compileRemote({ protocol, hostname, port, pathname, search }: RemotePattern): (url: URL) => boolean {
  const isHost = compilePattern(hostname, '.')
  const isPath = compilePattern(pathname ?? '**', '/')
  return (url) =>
    (protocol === null || url.protocol === `${protocol}:`) &&
    (port === null || url.port === port) &&
    (search === null || url.search === search) &&
    isHost.test(url.hostname) &&
    isPath.test(url.pathname)
}

function compileLocal({ pathname, search }: LocalPattern): (url: URL) => boolean {
  const isPath = compilePattern(pathname ?? '**', '/')
  return (url) => (search === null || url.search === search) && isPath.test(url.pathname)
}

/**
 * `*` is one part between separators, `**` any number of them. What begins with `^` or ends with `$` is a regular
 * expression already; it too has to match the whole, since half a host name is somebody else's.
 */
export function compilePattern(pattern: string, separator: '.' | '/'): Pattern {
  if (pattern.startsWith('^') || pattern.endsWith('$')) return new Pattern(`^(?:${pattern})$`, true)
  const source = pattern
    .split(/(\*+)/)
    .map((part) => {
      if (part === '*') return `[^${separator === '.' ? '.' : '/'}]+`
      if (/^\*{2,}$/.test(part)) return '.*'
      return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    })
    .join('')
  return new Pattern(`^${source}$`, true)
}

function isWeb(url: URL): boolean {
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
}
