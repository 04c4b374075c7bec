import type { LocaleRule } from '@/lib/engine/routing/route-rule'
import type { RoutingRequest } from '@/lib/engine/routing/router'

/**
 * Where a visitor is led by their language; `undefined` when it is none of the rule's, or when they are there. A cookie
 * says what they chose and counts more than what their browser accepts.
 */
export function localeTarget(rule: LocaleRule, request: RoutingRequest, path: string): string | undefined {
  const languages = Object.keys(rule.redirect)
  const chosen = rule.cookie === null ? undefined : request.cookie(rule.cookie)
  const language =
    languages.find((name) => name.toLowerCase() === chosen?.toLowerCase()) ??
    preferred(request.header('accept-language') ?? '', languages)
  const target = language === undefined ? undefined : rule.redirect[language]
  return target === undefined || isSame(target, request.host, path) ? undefined : target
}

/** RFC 4647 §3.4, look-up: each range in order of weight, then without its last parts (`de-AT` as `de`). */
function preferred(header: string, languages: readonly string[]): string | undefined {
  const ranges = header
    .split(',', 100)
    .map((part) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find((found) => found !== undefined)
      return { range: range.trim(), weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ range, weight }) => range !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
  for (const { range } of ranges) {
    for (let name = range; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('-')))) {
      const found = languages.find((language) => language.toLowerCase() === name)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function isSame(target: string, host: string, path: string): boolean {
  const bare = (text: string) => (text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text)
  if (target.startsWith('/')) return bare(target) === bare(path)
  if (!URL.canParse(target)) return false
  const url = new URL(target)
  return url.hostname === host && bare(url.pathname) === bare(path)
}
