import type { z } from 'zod'
import { checkRoute } from '@/lib/adapters/build-output/check-route'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { parseDocument } from '@/lib/adapters/build-output/documents'
import { handleSchema, routeSchema } from '@/lib/adapters/build-output/rule-schemas'
import { RouteError } from '@/lib/engine/routing/pattern'
import { compileRoute } from '@/lib/engine/routing/route'
import { PHASES, type Phase, type RouteRule } from '@/lib/engine/routing/route-rule'

const FILE = 'config.json'

/**
 * `routes` of `config.json` as plain rules, each within the limits and proven to compile. `functions` holds every path at which a function
 * answers: what middleware may be. Throws `DeployRefusal` naming the route.
 */
export function compileRoutes(routes: readonly unknown[], functions: ReadonlySet<string>): RouteRule[] {
  const rules: RouteRule[] = []
  let phase: Phase = null
  for (const [at, route] of routes.entries()) {
    const key = `routes[${at}]`
    const handle = handleSchema.safeParse(route)
    if (handle.success) {
      phase = toPhase(handle.data.handle, key)
      continue
    }
    const rule = toRule(route, phase, key)
    prove(rule, key)
    refuseUnknownMiddleware(rule, key, functions)
    rules.push(rule)
  }
  return rules
}

function toPhase(handle: string, key: string): Phase {
  const phase = PHASES.find((known) => known === handle)
  if (phase !== undefined) return phase
  throw new DeployRefusal('bad_route', {
    file: FILE,
    key: `${key}.handle`,
    reason: `"${handle}" is no phase of routing; known are ${PHASES.filter((known) => known !== null).join(', ')}.`,
  })
}

function toRule(route: unknown, phase: Phase, key: string): RouteRule {
  const parsed = parseDocument(routeSchema, route, FILE, key)
  const src = parsed.src ?? parsed.source
  const refuse = (part: string, reason: string) =>
    new DeployRefusal('unsupported_route', {
      file: FILE,
      key: `${key}.${part}`,
      reason: `The route "${src}" ${reason}`,
    })
  if (src === undefined) {
    throw new DeployRefusal('bad_route', { file: FILE, key, reason: 'The route has neither "src" nor "handle".' })
  }
  const action = parsed.mitigate?.action
  if (action !== undefined && action !== 'deny') {
    throw refuse('mitigate', `asks for the firewall action "${action}"; only "deny" is known here.`)
  }
  return {
    phase,
    src,
    dest: action === 'deny' ? null : (parsed.dest ?? parsed.destination ?? null),
    headers: Object.entries(parsed.headers ?? {}),
    methods: parsed.methods?.map((method) => method.toUpperCase()) ?? null,
    isContinuing: action === 'deny' ? false : (parsed.continue ?? false),
    isChecked: parsed.check ?? false,
    isCaseSensitive: parsed.caseSensitive ?? false,
    isImportant: parsed.important ?? false,
    status: action === 'deny' ? 403 : (parsed.status ?? parsed.statusCode ?? null),
    has: parsed.has ?? [],
    missing: parsed.missing ?? [],
    transforms: parsed.transforms ?? [],
    middlewarePath: parsed.middlewarePath ?? null,
    locale: localeOf(parsed),
    isOriginCached: parsed.respectOriginCacheControl ?? true,
  }
}

function localeOf({ locale }: z.infer<typeof routeSchema>): RouteRule['locale'] {
  if (locale?.redirect === undefined || locale.redirect === null) return null
  return { redirect: locale.redirect, cookie: locale.cookie ?? null }
}

function refuseUnknownMiddleware({ src, middlewarePath }: RouteRule, key: string, functions: ReadonlySet<string>) {
  if (middlewarePath === null || functions.has(`/${middlewarePath.replace(/^\/+/, '')}`)) return
  throw new DeployRefusal('bad_route', {
    file: FILE,
    key: `${key}.middlewarePath`,
    reason: `The route "${src}" runs "${middlewarePath}" as middleware, but there is no function of that name.`,
  })
}

function prove(rule: RouteRule, key: string): void {
  try {
    checkRoute(rule)
    compileRoute(rule, 0)
  } catch (error) {
    if (!(error instanceof RouteError)) throw error
    throw new DeployRefusal('bad_route', {
      file: FILE,
      key: `${key}.${error.key}`,
      reason: error.message,
      cause: error,
    })
  }
}
