import { cookieIn } from '@/lib/engine/headers'
import type { Route } from '@/lib/engine/routing/route'
import type { MiddlewareAnswer, QueryPair, RouteHeader, RoutingRequest } from '@/lib/engine/routing/router'
import type { Captures } from '@/lib/engine/routing/template'
import type { Transform } from '@/lib/engine/routing/transforms'

/** What routes have made of a request so far. Forked where a branch may have to be taken back. */
export class Walk {
  /** As routes see it from here on: middleware may have changed its headers. */
  request: RoutingRequest
  /** What middleware on the way answered, in its order; shared by all forks. */
  readonly answers: Iterator<MiddlewareAnswer>
  /** Another server that the path is on; `null` is this deployment. */
  origin: string | null = null
  path: string
  matchedPath: string
  routeMatches: ReadonlyMap<string, string> = new Map()
  status: number | null = null
  location: string | null = null
  headers: readonly RouteHeader[] = []
  #visitorQuery: readonly QueryPair[]
  #writtenQuery: readonly QueryPair[] = []
  #requestHeaders: ReadonlyMap<string, string | null> = new Map()

  constructor(request: RoutingRequest, path: string, answers: Iterator<MiddlewareAnswer> = [].values()) {
    this.request = request
    this.answers = answers
    this.path = path
    this.matchedPath = path
    this.#visitorQuery = request.query
  }

  /** The visitor's query, overlaid by what routes wrote. */
  get query(): readonly QueryPair[] {
    if (this.#writtenQuery.length === 0) return this.#visitorQuery
    return [...without(this.#visitorQuery, this.#writtenQuery), ...this.#writtenQuery]
  }

  get requestHeaders(): ReadonlyMap<string, string | null> {
    return this.#requestHeaders
  }

  fork(): Walk {
    const fork = new Walk(this.request, this.path, this.answers)
    fork.origin = this.origin
    fork.matchedPath = this.matchedPath
    fork.routeMatches = this.routeMatches
    fork.status = this.status
    fork.location = this.location
    fork.headers = this.headers
    fork.#visitorQuery = this.#visitorQuery
    fork.#writtenQuery = this.#writtenQuery
    fork.#requestHeaders = this.#requestHeaders
    return fork
  }

  /** Applies everything a matching route does except where it leads. `isKeeping` leaves headers that are already set. */
  decorate(route: Route, captures: Captures, { isKeeping }: { isKeeping: boolean }): void {
    for (const { name, value } of route.headers) {
      const isSet = this.headers.some((header) => header.name === name)
      if (isKeeping && isSet && !route.rule.isImportant) continue
      this.setHeader({ name, value: value(captures), isImportant: route.rule.isImportant, op: 'set' })
    }
    for (const transform of route.transforms) this.#transform(transform, captures)
  }

  setHeader(header: RouteHeader): void {
    this.headers = [...this.headers.filter((other) => other.name !== header.name), header]
  }

  /** Follows the route's destination. `spelling` is the path that it matched, in the route's spelling. */
  rewrite(route: Route, captures: Captures, spelling: string): void {
    if (route.dest === null) return
    const written: QueryPair[] = route.dest.query.map(({ name, value }) => [name(captures), value(captures)])
    // A rewrite that only renames the path on its way (`/isr` to `/isr.rsc`) is no part of an entry's identity.
    if (!route.rule.isContinuing || written.length > 0) {
      this.matchedPath = spelling
      this.routeMatches = new Map([
        ...[...captures].filter(([name]) => name !== '0' && name !== 'wildcard'),
        ...written,
      ])
    }
    this.#writtenQuery = [...without(this.#writtenQuery, written), ...written]
    this.origin = route.dest.origin
    // An empty or slashed `$wildcard` would leave double slashes, which no output has in its name.
    const path = route.dest.path(captures)
    this.path = route.dest.origin === null ? path.replace(/\/{2,}/g, '/') : path
    this.location = route.dest.location(captures)
  }

  /** Goes on as middleware said. */
  follow({ requestHeaders, rewrite, status }: MiddlewareAnswer): void {
    this.request = withHeaders(this.request, requestHeaders)
    this.#requestHeaders = new Map([...this.#requestHeaders, ...requestHeaders])
    this.status = status ?? this.status
    if (rewrite === null) return
    // Elsewhere it is no path of this deployment: purges know the answer by the path that its visitors asked for.
    if (rewrite.origin === null) this.matchedPath = rewrite.path
    this.origin = rewrite.origin
    this.path = rewrite.path
    this.routeMatches = new Map()
    this.#visitorQuery = rewrite.query
    this.#writtenQuery = []
  }

  #transform(transform: Transform, captures: Captures): void {
    const { type, op, name, names } = transform
    const values = transform.values.map((value) => value(captures))
    switch (type) {
      case 'request.path':
        this.path = values[0] ?? this.path
        return
      case 'request.query':
        if (op !== 'append') {
          this.#visitorQuery = this.#visitorQuery.filter(([other]) => !names(other))
          this.#writtenQuery = this.#writtenQuery.filter(([other]) => !names(other))
        }
        if (op === 'append') this.#visitorQuery = [...this.#visitorQuery, ...pairs(name, values)]
        if (op === 'set') this.#writtenQuery = [...this.#writtenQuery, ...pairs(name, values)]
        return
      case 'request.headers':
        this.#requestHeaders = new Map([...this.#requestHeaders, [name, this.#requestHeader(transform, values)]])
        return
      case 'response.headers':
        for (const header of toHeaders(transform, values)) this.headers = [...this.#headersBut(transform), header]
        return
    }
  }

  #requestHeader({ op, name }: Transform, values: readonly string[]): string | null {
    if (op === 'delete') return null
    const before = op === 'append' ? (this.#requestHeaders.get(name) ?? this.request.header(name)) : undefined
    return [...(before === undefined ? [] : [before]), ...values].join(', ')
  }

  #headersBut({ op, names }: Transform): readonly RouteHeader[] {
    return op === 'append' ? this.headers : this.headers.filter((header) => !names(header.name))
  }
}

function withHeaders(request: RoutingRequest, changes: ReadonlyMap<string, string | null>): RoutingRequest {
  if (changes.size === 0) return request
  const header = (name: string) => {
    const changed = changes.get(name)
    return changed === undefined ? request.header(name) : (changed ?? undefined)
  }
  return { ...request, header, cookie: (name) => cookieIn(header('cookie') ?? '', name) }
}

function toHeaders({ op, name }: Transform, values: readonly string[]): RouteHeader[] {
  if (op === 'delete') return [{ name, value: '', isImportant: true, op }]
  if (op === 'set') return [{ name, value: values.join(', '), isImportant: true, op }]
  return values.map((value) => ({ name, value, isImportant: true, op }))
}

const pairs = (name: string, values: readonly string[]): QueryPair[] => values.map((value) => [name, value])

function without(pairsToKeep: readonly QueryPair[], taken: readonly QueryPair[]): QueryPair[] {
  return pairsToKeep.filter(([name]) => !taken.some(([other]) => other === name))
}
