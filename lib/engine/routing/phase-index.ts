import type { Route } from '@/lib/engine/routing/route'

/** Finds the routes of one phase that could match a path, in order, without trying thousands that cannot. */
export class PhaseIndex {
  readonly #anywhere: readonly Route[]
  readonly #bySegment = new Map<string, readonly Route[]>()

  constructor(routes: readonly Route[]) {
    const segments = routes.map((route) => literalSegment(route.rule.src))
    this.#anywhere = routes.filter((_route, at) => segments[at] === undefined)
    for (const segment of new Set(segments)) {
      if (segment === undefined) continue
      const reachable = routes.filter((_route, at) => segments[at] === undefined || segments[at] === segment)
      this.#bySegment.set(segment, reachable)
    }
  }

  candidates(path: string): readonly Route[] {
    if (this.#bySegment.size === 0) return this.#anywhere
    const slashAt = path.indexOf('/', 1)
    const segment = path.slice(1, slashAt < 0 ? undefined : slashAt).toLowerCase()
    return this.#bySegment.get(segment) ?? this.#anywhere
  }
}

/**
 * The first path segment that every match of the pattern has, lower-case; `undefined` when the pattern leaves it
 * open. Errs on the side of "open".
 */
export function literalSegment(src: string): string | undefined {
  if (hasTopLevelAlternative(src)) return undefined
  const found = /^\^?\/([A-Za-z0-9_-]+)(?:\$?$|\/(?![?*+{])|\/\?\$?$|\(\?:\/\)\?\$?$)/.exec(src)
  return found?.[1]?.toLowerCase()
}

function hasTopLevelAlternative(src: string): boolean {
  let depth = 0
  let isInClass = false
  for (let at = 0; at < src.length; at++) {
    const letter = src[at]
    if (letter === '\\') at++
    else if (isInClass) isInClass = letter !== ']'
    else if (letter === '[') isInClass = true
    else if (letter === '(') depth++
    else if (letter === ')') depth--
    else if (letter === '|' && depth === 0) return true
  }
  return false
}
