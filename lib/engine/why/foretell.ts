import type { LiveCall } from '@/lib/engine/calls/live-call'
import { foretellShared } from '@/lib/engine/calls/shared'
import type { PrerenderOutput, Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { earlierAsset } from '@/lib/engine/files/earlier-asset'
import { traitsOf } from '@/lib/engine/headers'
import { orderImage } from '@/lib/engine/images/order-image'
import { placeOf } from '@/lib/engine/metering/counted'
import type { Outcome } from '@/lib/engine/outcome'
import { isBypassedAfter } from '@/lib/engine/prerenders/bypass'
import { circumstances } from '@/lib/engine/prerenders/cached-answers'
import { type CachedPlan, planCached, promisedOutcome } from '@/lib/engine/prerenders/cached-plan'
import type { EngineRequest } from '@/lib/engine/request'
import { entryPath } from '@/lib/engine/routing/entry-path'
import { hasDotSegment } from '@/lib/engine/routing/parse-target'
import type { ExternalResolution } from '@/lib/engine/routing/router'
import { admit, type PrerenderTarget } from '@/lib/engine/steps/admit'
import { type FoundNow, peek } from '@/lib/engine/steps/lookup'
import { type OutputResolution, resolve, type Target } from '@/lib/engine/steps/resolve'
import type { Decision } from '@/lib/engine/why/decision'
import { DecisionNotes } from '@/lib/engine/why/decision-notes'
import { admissionFacts, keyFact, planFacts, resolvedFacts, siteFact, storedFacts } from '@/lib/engine/why/facts'

const NONE: Outcome = { status: 'NONE', reason: null }
const HIT: Outcome = { status: 'HIT', reason: null }
const LIVE: Outcome = { status: 'MISS', reason: null }

/** A request that is not answered, and what is noted of it. */
type Asked = { readonly request: EngineRequest; readonly target: Target; readonly notes: DecisionNotes }

/**
 * What a visitor would get now, and why, decided by the same steps as a request. Calls no function, stores and counts nothing.
 * Middleware is not run but assumed to let the request through, and the visitor to have access to a protected host. Rejects when
 * the site of the host cannot be read.
 */
export async function foretell(engine: Engine, request: EngineRequest, requestId: string): Promise<Decision> {
  const notes = new DecisionNotes(requestId)
  const site = await engine.sites.find(request.host)
  const outcome = site === undefined ? NONE : await foretellAs(engine, request, { site, notes })
  return notes.foretold(request, outcome, engine.clock.nowMs())
}

type At = { readonly site: Site; readonly notes: DecisionNotes }

async function foretellAs(engine: Engine, request: EngineRequest, { site, notes }: At): Promise<Outcome> {
  notes.note({ site: siteFact(site) })
  const resolved = resolve(site, request)
  if (resolved.kind === 'bad_target') {
    notes.note({ resolved: { kind: 'refused', path: '', route: null, output: resolved.reason } })
    return NONE
  }
  if (resolved.target.resolution.kind === 'middleware') notes.note({ middleware: 'unasked' })
  const target = passed(resolved.target)
  notes.note(resolvedFacts(target))
  const asset = await earlierAsset(engine, target)
  if (asset !== undefined) {
    notes.note({ resolved: { kind: 'earlier_asset', path: target.path, route: null, output: asset.deploymentId } })
    return HIT
  }
  return foretellTarget(engine, { request, target, notes })
}

/** More middleware on one way is a table that leads in a circle. */
const MAX_MIDDLEWARE = 32

function passed(arrived: Target): Target {
  let target = arrived
  for (let count = 0; target.resolution.kind === 'middleware' && count < MAX_MIDDLEWARE; count++) {
    const resolution = target.resolution.resume({ requestHeaders: new Map(), rewrite: null, status: null })
    target = { ...target, resolution }
  }
  return target
}

async function foretellTarget(engine: Engine, asked: Asked): Promise<Outcome> {
  const { resolution } = asked.target
  switch (resolution.kind) {
    case 'redirect':
    case 'not_found':
    case 'middleware':
      return NONE
    case 'external':
      return hasDotSegment(resolution.path) ? NONE : foretellExternal(engine, asked, resolution)
    case 'output':
      return foretellOutput(engine, asked, resolution)
  }
}

function foretellExternal(engine: Engine, asked: Asked, resolution: ExternalResolution): Outcome {
  const place = placeOf(asked.target.site, entryPath(resolution), resolution.origin)
  return foretellLive(engine, asked, { target: asked.target, resolution, outcome: LIVE, place })
}

async function foretellOutput(engine: Engine, asked: Asked, resolution: OutputResolution): Promise<Outcome> {
  const { request, target, notes } = asked
  const { output } = resolution
  switch (output.kind) {
    case 'static':
      return request.method === 'GET' || request.method === 'HEAD' ? HIT : NONE
    case 'function': {
      const place = placeOf(target.site, entryPath(resolution), output.name)
      const call = { function: output.function, cause: 'live', outcome: LIVE } as const
      return foretellLive(engine, asked, { ...call, target, resolution, place })
    }
    case 'image': {
      const unread = () => Promise.reject(new Error('No source is read to foretell.'))
      const ordered = orderImage(engine, request, { target, resolution, output }, unread)
      if (ordered.kind === 'refused') return NONE
      notes.note({ admission: { kind: 'cache' }, key: keyFact(ordered.prerender, target) })
      return foretellCached(engine, asked, { resolution, prerender: ordered.prerender })
    }
    case 'prerender':
      return foretellPrerender(engine, asked, resolution, output)
  }
}

function foretellLive(engine: Engine, { request, target, notes }: Asked, call: LiveCall): Outcome {
  const traits = traitsOf(request.rawHeaders, target.site.deployment.router.decidingHeaders)
  return foretellShared(engine, { ...request, why: notes }, { ...call, traits })
}

async function foretellPrerender(
  engine: Engine,
  asked: Asked,
  resolution: OutputResolution,
  output: PrerenderOutput,
): Promise<Outcome> {
  const admission = admit(asked.target, asked.request.method, resolution, output)
  asked.notes.note(admissionFacts(asked, admission))
  switch (admission.kind) {
    case 'bypass':
      return { status: 'BYPASS', reason: admission.reason }
    case 'on_demand':
      return { status: 'REVALIDATED', reason: 'on_demand' }
    case 'cache':
      return foretellCached(engine, asked, { resolution, prerender: admission.prerender })
  }
}

type Cached = { readonly resolution: OutputResolution; readonly prerender: PrerenderTarget }

async function foretellCached(
  engine: Engine,
  { request, target, notes }: Asked,
  { resolution, prerender }: Cached,
): Promise<Outcome> {
  const traits = traitsOf(request.rawHeaders, target.site.deployment.router.decidingHeaders)
  const isInControl = engine.clock.nowMs() < engine.view.confirmedUntilMs
  const found: FoundNow | undefined = await peek(engine, prerender).catch(() => undefined)
  notes.note(storedFacts(engine, found, isInControl))
  if (prerender.output.kind === 'prerender' && found?.entry !== undefined && isBypassedAfter(target, found.entry)) {
    notes.note({ admission: { kind: 'bypass', by: { of: 'afterCacheBypass', name: null } } })
    return { status: 'BYPASS', reason: 'prerender_bypass' }
  }
  const cached = { request, target, resolution, prerender, traits }
  const plan = planCached({ ...circumstances(cached), found, isInControl, nowMs: engine.clock.nowMs() })
  notes.note(planFacts(plan))
  return promised(plan)
}

function promised(plan: CachedPlan): Outcome {
  switch (plan.kind) {
    case 'show':
      return plan.outcome
    case 'wait':
      return promisedOutcome(plan.why)
    case 'unstored':
      return { status: 'MISS', reason: 'error' }
  }
}
