import type { Output } from '@/lib/engine/deployment'

/** What the routing table needs to know of a request. Header names are lower-case; values of one name are a list. */
export type RoutingRequest = {
  readonly method: string
  readonly host: string
  /** Canonical, as `parseTarget` gives it. */
  readonly path: string
  readonly query: readonly QueryPair[]
  readonly header: (name: string) => string | undefined
  readonly cookie: (name: string) => string | undefined
}

/** One parameter of a query, decoded. */
export type QueryPair = readonly [name: string, value: string]

/**
 * A header that a route adds to the response; `isImportant` ones replace what the output itself sends. `append` adds
 * to it and `delete` (whose value is empty) removes it, both from `transforms` and always important.
 */
export type RouteHeader = {
  /** Lower-case. */
  readonly name: string
  readonly value: string
  readonly isImportant: boolean
  readonly op: 'set' | 'append' | 'delete'
}

/** A path that leads to an output of the deployment. */
export type OutputResolution = {
  readonly kind: 'output'
  readonly output: Output
  /** Destination path after rewrites: the output's own path. */
  readonly path: string
  /** The path that the route which led here matched: the visitor's, or what earlier rewrites made of it. */
  readonly matchedPath: string
  /** Request query after transforms, overlaid by what the matched routes wrote: the visitor cannot override it. */
  readonly query: readonly QueryPair[]
  /** Captures of the route that led here, by name and number; empty when the path named the output directly. */
  readonly routeMatches: ReadonlyMap<string, string>
  /** Status the routing table sets, e.g. 404 for an error document; `null` leaves it to the output. */
  readonly status: number | null
  readonly headers: readonly RouteHeader[]
  /** Request headers that routes or middleware set, by lower-case name; `null` takes the visitor's away. */
  readonly requestHeaders: ReadonlyMap<string, string | null>
}

/** A path that leads to another server. */
export type ExternalResolution = {
  readonly kind: 'external'
  /** Scheme, host and port: of the deployment's config or its middleware, never of the request. */
  readonly origin: string
  /** Canonical path there. */
  readonly path: string
  readonly isCached: boolean
} & Pick<OutputResolution, 'matchedPath' | 'query' | 'routeMatches' | 'status' | 'headers' | 'requestHeaders'>

/**
 * The walk has come to middleware and waits for what it answers. `call` is what to call it with: its `matchedPath` and
 * `query` are the request as it stands. `resume` may be called more than once; each call walks on by itself.
 */
export type MiddlewareResolution = {
  readonly kind: 'middleware'
  readonly call: OutputResolution
  readonly resume: (answer: MiddlewareAnswer) => Resolution
}

/** What middleware answered, as far as it concerns routing. */
export type MiddlewareAnswer = {
  /** Changes of the request's headers, by lower-case name: routes behind it and the output see the request so. */
  readonly requestHeaders: ReadonlyMap<string, string | null>
  /** Takes the place of the request's path and query, and leads to another server with `origin`; `null` leaves them. */
  readonly rewrite: {
    readonly origin: string | null
    readonly path: string
    readonly query: readonly QueryPair[]
  } | null
  /** Status of what the walk leads to; `null` leaves it alone. */
  readonly status: number | null
}

/** Where a path leads. */
export type Resolution =
  | OutputResolution
  | ExternalResolution
  | MiddlewareResolution
  | { readonly kind: 'redirect'; readonly status: number; readonly headers: readonly RouteHeader[] }
  | { readonly kind: 'not_found'; readonly status: number; readonly headers: readonly RouteHeader[] }

/** A deployment's routing table, compiled once at deploy. */
export type Router = {
  resolve(request: RoutingRequest): Resolution
  /**
   * Lower-case header names whose presence can change a resolution; `cookie` and `host` among them where conditions
   * read those. A request with none of them resolves by method, host, path and query alone.
   */
  readonly decidingHeaders: ReadonlySet<string>
}
