import type { PatternMatch } from '@/lib/engine/routing/pattern'
import type { Route } from '@/lib/engine/routing/route'

/** A route whose pattern matches a path, and the path as the route spells it. */
export type RouteMatch = { readonly route: Route; readonly match: PatternMatch; readonly spelling: string }

/** Paths of which a phase remembers what matches. Longer ones are matched each time: made-up paths must not fill the memory. */
const MAX_PATHS = 2_048
const MAX_PATH_LENGTH = 512

/**
 * Finds the routes of one phase whose pattern matches a path. Which ones those are depends on nothing but the path, so
 * it is remembered: a path that was asked for before costs the routes that match it, however many there are.
 */
export class PhaseIndex {
  readonly #anywhere: readonly Route[]
  readonly #bySegment: ReadonlyMap<string, readonly Route[]>
  readonly #candidates = new Map<string, readonly Route[]>()
  readonly #byPath = new Map<string, PathMatches>()

  constructor(routes: readonly Route[]) {
    const bySegment = Map.groupBy(routes, (route) => literalSegment(route.rule.src))
    this.#anywhere = bySegment.get(undefined) ?? []
    this.#bySegment = new Map([...bySegment].filter((pair): pair is [string, Route[]] => pair[0] !== undefined))
  }

  get isEmpty(): boolean {
    return this.#anywhere.length === 0 && this.#bySegment.size === 0
  }

  /** Routes that could match a path, in order, without the thousands that cannot. */
  candidates(path: string): readonly Route[] {
    const slashAt = path.indexOf('/', 1)
    const segment = path.slice(1, slashAt < 0 ? undefined : slashAt).toLowerCase()
    const own = this.#bySegment.get(segment)
    if (own === undefined) return this.#anywhere
    const known = this.#candidates.get(segment)
    if (known !== undefined) return known
    const merged = [...this.#anywhere, ...own].sort((one, other) => one.order - other.order)
    this.#candidates.set(segment, merged)
    return merged
  }

  matches(path: string): PathMatches {
    const known = this.#byPath.get(path)
    if (known !== undefined) return known
    const matches = new PathMatches(path, this.candidates(path))
    if (path.length > MAX_PATH_LENGTH) return matches
    if (this.#byPath.size >= MAX_PATHS) this.#byPath.clear()
    this.#byPath.set(path, matches)
    return matches
  }
}

/** The routes that match one path, in order; patterns are tried as far as somebody asks. */
export class PathMatches {
  readonly #path: string
  readonly #candidates: readonly Route[]
  readonly #found: RouteMatch[] = []
  #tried = 0

  constructor(path: string, candidates: readonly Route[]) {
    this.#path = path
    this.#candidates = candidates
  }

  at(index: number): RouteMatch | undefined {
    while (this.#found.length <= index && this.#tried < this.#candidates.length) {
      const route = this.#candidates[this.#tried++]
      const match = route?.matchPath(this.#path) ?? null
      if (route === undefined || match === null) continue
      this.#found.push({ route, match, spelling: route.dest === null ? this.#path : route.respell(this.#path) })
    }
    return this.#found[index]
  }

  *[Symbol.iterator](): Generator<RouteMatch> {
    let index = 0
    for (let next = this.at(0); next !== undefined; next = this.at(++index)) yield next
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
