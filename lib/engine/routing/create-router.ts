import type { Output } from '@/lib/engine/deployment'
import { localeTarget } from '@/lib/engine/routing/locale'
import { encodePath, formatQuery } from '@/lib/engine/routing/parse-target'
import { RouteError } from '@/lib/engine/routing/pattern'
import { PathMatches, PhaseIndex, type RouteMatch } from '@/lib/engine/routing/phase-index'
import { compileRoute } from '@/lib/engine/routing/route'
import { PHASES, type Phase, type RouteRule, type Wildcard } from '@/lib/engine/routing/route-rule'
import type {
  MiddlewareAnswer,
  OutputResolution,
  Resolution,
  Router,
  RoutingRequest,
} from '@/lib/engine/routing/router'
import type { Captures } from '@/lib/engine/routing/template'
import { Walk } from '@/lib/engine/routing/walk'

type Verdict =
  | { readonly kind: 'found'; readonly walk: Walk; readonly output: Output }
  | { readonly kind: 'redirect'; readonly walk: Walk; readonly status: number }
  | { readonly kind: 'error'; readonly walk: Walk; readonly status: number }
  | { readonly kind: 'middleware'; readonly walk: Walk; readonly output: Output }
  | { readonly kind: 'external'; readonly walk: Walk; readonly origin: string; readonly isCached: boolean }

/**
 * Compiles a routing table. `paths` holds every path at which an output answers, aliases too. Throws `RouteError`
 * for the first rule that cannot be compiled; `compileRoute` tells which one when called rule by rule.
 */
export function createRouter(
  rules: readonly RouteRule[],
  paths: ReadonlyMap<string, Output>,
  wildcards: readonly Wildcard[] = [],
): Router {
  const table = new RoutingTable(rules, paths, wildcards)
  return { resolve: (request) => table.resolve(request), decidingHeaders: decidingHeadersOf(rules) }
}

const NO_MATCHES = new PathMatches('', [])

class RoutingTable {
  readonly #phases: ReadonlyMap<Phase, PhaseIndex>
  readonly #paths: ReadonlyMap<string, Output>
  readonly #wildcards: ReadonlyMap<string, string>

  constructor(rules: readonly RouteRule[], paths: ReadonlyMap<string, Output>, wildcards: readonly Wildcard[]) {
    this.#paths = paths
    this.#wildcards = new Map(wildcards.map(({ domain, value }) => [domain.toLowerCase(), value]))
    this.#phases = new Map(
      PHASES.map((phase) => [phase, new PhaseIndex(rules.filter((rule) => rule.phase === phase).map(compileRoute))]),
    )
    for (const { middlewarePath } of rules) if (middlewarePath !== null) this.#middlewareAt(middlewarePath)
  }

  /** Walks from the start; middleware that was asked before answers what it answered then. */
  resolve(request: RoutingRequest, answers: readonly MiddlewareAnswer[] = []): Resolution {
    const path = request.path.replace(/\/{2,}/g, '/')
    const walk = new Walk(request, path, answers.values())
    if (path !== request.path && (request.method === 'GET' || request.method === 'HEAD')) {
      walk.location = encodePath(path)
      return redirectTo(walk, 301)
    }
    const verdict = this.#decide(walk)
    switch (verdict.kind) {
      case 'found':
        return this.#found(verdict.walk, verdict.output)
      case 'redirect':
        return redirectTo(verdict.walk, verdict.status)
      case 'error':
        return this.#failed(verdict.walk, verdict.status)
      case 'external':
        return externalResolution(verdict)
      case 'middleware':
        return {
          kind: 'middleware',
          call: { ...outputResolution(verdict.walk, verdict.output), matchedPath: verdict.walk.path },
          resume: (answer) => this.resolve(request, [...answers, answer]),
        }
    }
  }

  /** The order of the phases. `hit` and `error` follow from the verdict. */
  #decide(walk: Walk): Verdict {
    return (
      this.#run(null, walk) ??
      this.#lookUp(walk) ??
      this.#branch('miss', walk) ??
      this.#run('filesystem', walk) ??
      this.#lookUp(walk) ??
      this.#branch('rewrite', walk) ??
      this.#run('resource', walk) ??
      this.#lookUp(walk) ?? { kind: 'error', walk, status: walk.status ?? 404 }
    )
  }

  /** Goes through a phase's routes until one decides or stops; `undefined` leaves the decision to what follows. */
  #run(phase: Phase, walk: Walk): Verdict | undefined {
    let matches = this.#matches(phase, walk)
    let order = -1
    for (let at = 0, next = matches.at(0); next !== undefined; next = matches.at(++at)) {
      const { route, match, spelling } = next
      // A path that was rewritten on the way is matched by the rules that follow.
      if (route.order <= order) continue
      const captures = this.#capturesOf({ route, match }, walk)
      if (captures === undefined) continue
      const pathBefore = walk.path
      const step = this.#apply(phase, { route, spelling }, captures, walk)
      if (step === 'stop') break
      if (step !== 'next') return step
      if (walk.path === pathBefore) continue
      matches = this.#matches(phase, walk)
      order = route.order
      at = -1
    }
    return pendingRedirect(walk)
  }

  #apply(
    phase: Phase,
    { route, spelling }: Pick<RouteMatch, 'route' | 'spelling'>,
    captures: Captures,
    walk: Walk,
  ): Verdict | 'next' | 'stop' {
    const { rule } = route
    const statusBefore = walk.status
    walk.decorate(route, captures, { isKeeping: phase === 'miss' })
    if (rule.middlewarePath !== null) {
      const answer = walk.answers.next()
      if (answer.done === true) return { kind: 'middleware', walk, output: this.#middlewareAt(rule.middlewarePath) }
      walk.follow(answer.value)
    }
    walk.rewrite(route, captures, spelling)
    const elsewhere = rule.locale === null ? undefined : localeTarget(rule.locale, walk.request, walk.path)
    if (elsewhere !== undefined) return leadTo(walk, elsewhere)
    if (walk.origin !== null) return { kind: 'external', walk, origin: walk.origin, isCached: rule.isOriginCached }
    if (rule.status !== null) walk.status = rule.status
    if (rule.isContinuing) return 'next'
    const redirect = pendingRedirect(walk)
    if (redirect !== undefined) return redirect
    if (rule.status !== null && rule.status >= 400 && rule.dest === null) {
      return { kind: 'error', walk, status: rule.status }
    }
    if (!rule.isChecked || rule.dest === null) return 'stop'
    const found = this.#lookUp(walk)
    if (found !== undefined) return found
    const isTrial = phase === 'miss' || phase === 'rewrite'
    const verdict = isTrial ? undefined : (this.#branch('miss', walk) ?? this.#branch('rewrite', walk))
    if (verdict !== undefined) return verdict
    walk.status = statusBefore
    return 'next'
  }

  /** Runs a phase on trial: what it did to the path is kept only if it led somewhere, its headers in any case. */
  #branch(phase: Phase, walk: Walk): Verdict | undefined {
    if (this.#phases.get(phase)?.isEmpty !== false) return undefined
    const fork = walk.fork()
    const verdict = this.#run(phase, fork) ?? this.#lookUp(fork)
    if (verdict === undefined) walk.headers = fork.headers
    return verdict
  }

  #capturesOf({ route, match }: Pick<RouteMatch, 'route' | 'match'>, walk: Walk): Captures | undefined {
    const captures = route.match(match, walk.query, walk.request)
    const wildcard = this.#wildcards.get(walk.request.host)
    return captures === undefined || wildcard === undefined ? captures : new Map([...captures, ['wildcard', wildcard]])
  }

  #matches(phase: Phase, walk: Walk): PathMatches {
    return this.#phases.get(phase)?.matches(walk.path) ?? NO_MATCHES
  }

  #lookUp(walk: Walk): Verdict | undefined {
    const { path } = walk
    const output = this.#paths.get(path) ?? (path.endsWith('/') ? this.#paths.get(path.slice(0, -1)) : undefined)
    return output === undefined ? undefined : { kind: 'found', walk, output }
  }

  #middlewareAt(path: string): Output {
    const output = this.#paths.get(`/${path.replace(/^\/+/, '')}`)
    if (output !== undefined && output.kind !== 'static') return output
    throw new RouteError('middlewarePath', `There is no function "${path}" to run as middleware.`)
  }

  #found(walk: Walk, output: Output): Resolution {
    for (const { route, match } of this.#matches('hit', walk)) {
      const captures = this.#capturesOf({ route, match }, walk)
      if (captures !== undefined) walk.decorate(route, captures, { isKeeping: true })
    }
    return outputResolution(walk, output)
  }

  /** The error phase: the first route for this status whose destination exists supplies the document. */
  #failed(walk: Walk, status: number): Resolution {
    for (const { route, match, spelling } of this.#matches('error', walk)) {
      if (route.rule.status !== null && route.rule.status !== status) continue
      const captures = this.#capturesOf({ route, match }, walk)
      if (captures === undefined) continue
      const fork = walk.fork()
      fork.decorate(route, captures, { isKeeping: false })
      fork.rewrite(route, captures, spelling)
      fork.status = status
      if (fork.origin !== null) continue
      const found = this.#lookUp(fork)
      if (found?.kind === 'found') return this.#found(fork, found.output)
    }
    walk.status = status
    const document = status === 404 ? (this.#paths.get('/404') ?? this.#paths.get('/404.html')) : undefined
    if (document?.kind === 'static') return this.#found(walk, document)
    return { kind: 'not_found', status, headers: walk.headers }
  }
}

function outputResolution(walk: Walk, output: Output): OutputResolution {
  const { matchedPath, query, routeMatches, status, headers, requestHeaders } = walk
  return {
    kind: 'output',
    output,
    path: output.name,
    matchedPath,
    query,
    routeMatches,
    status,
    headers,
    requestHeaders,
  }
}

/** To the address of a language: for now only, since the visitor may choose another. */
function leadTo(walk: Walk, target: string): Verdict {
  walk.setHeader({ name: 'location', value: encodePath(target), isImportant: true, op: 'set' })
  return { kind: 'redirect', walk, status: 307 }
}

/** The header is the reference's way to say of each rewrite whether it is cached; visitors have no use for it. */
const CACHING_HEADER = 'x-vercel-enable-rewrite-caching'

function externalResolution({ walk, origin, isCached }: Extract<Verdict, { kind: 'external' }>): Resolution {
  const { path, matchedPath, query, routeMatches, status, headers, requestHeaders } = walk
  const said = headers.find(({ name }) => name === CACHING_HEADER)?.value
  return {
    kind: 'external',
    origin,
    path,
    isCached: isCached && said !== '0',
    matchedPath,
    query,
    routeMatches,
    status,
    headers: headers.filter(({ name }) => name !== CACHING_HEADER),
    requestHeaders,
  }
}

function pendingRedirect(walk: Walk): Verdict | undefined {
  const { status } = walk
  if (status === null || status < 300 || status > 399) return undefined
  const hasTarget = walk.location !== null || walk.headers.some((header) => header.name === 'location')
  return hasTarget ? { kind: 'redirect', walk, status } : undefined
}

/** A `location` header goes before the route's `dest`. The visitor's query is passed on, except names it already has. */
function redirectTo(walk: Walk, status: number): Resolution {
  const target = walk.headers.find((header) => header.name === 'location')?.value ?? walk.location ?? '/'
  const [beforeFragment = '', ...fragment] = target.split('#')
  const taken = new Set(new URLSearchParams(beforeFragment.split('?')[1] ?? '').keys())
  const search = formatQuery(walk.query.filter(([name]) => !taken.has(name)))
  const joint = beforeFragment.includes('?') ? '&' : '?'
  const value = [search === '' ? beforeFragment : `${beforeFragment}${joint}${search}`, ...fragment].join('#')
  walk.setHeader({ name: 'location', value, isImportant: true, op: 'set' })
  return { kind: 'redirect', status, headers: walk.headers }
}

function decidingHeadersOf(rules: readonly RouteRule[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { type, key } of rules.flatMap((rule) => [...rule.has, ...rule.missing])) {
    if (type === 'host' || type === 'cookie') names.add(type)
    if (type === 'header' && key !== null) names.add(key.toLowerCase())
  }
  for (const { locale } of rules) {
    if (locale === null) continue
    names.add('accept-language')
    if (locale.cookie !== null) names.add('cookie')
  }
  return names
}
