import { passMiddleware, withAdded } from '@/lib/engine/calls/middleware'
import { serveShared } from '@/lib/engine/calls/shared'
import type { ImageOutput, Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { type EarlierAsset, earlierAsset } from '@/lib/engine/files/earlier-asset'
import { serveStatic } from '@/lib/engine/files/static-file'
import { TRAIT, traitsOf } from '@/lib/engine/headers'
import { orderImage } from '@/lib/engine/images/order-image'
import { counted, placeOf } from '@/lib/engine/metering/counted'
import type { InvocationCause } from '@/lib/engine/metering/tally'
import { sizeOfResponseHead } from '@/lib/engine/metering/wire-size'
import { away } from '@/lib/engine/outage'
import type { Outcome } from '@/lib/engine/outcome'
import { isBypassedAfter, mayBypassByEntry, serveBypassed } from '@/lib/engine/prerenders/bypass'
import {
  adopt,
  answerOnDemand,
  answerUnstored,
  type CachedRequest,
  circumstances,
  findStored,
  regenerateBehind,
  regenerateFirst,
  shown,
} from '@/lib/engine/prerenders/cached-answers'
import { planCached } from '@/lib/engine/prerenders/cached-plan'
import { grantsOf, NO_GRANTS } from '@/lib/engine/protection/grants'
import { guard, isGuarded } from '@/lib/engine/protection/protection'
import { badTarget, isFromThisMachine, notFound, unknownHost } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { entryPath } from '@/lib/engine/routing/entry-path'
import { hasDotSegment } from '@/lib/engine/routing/parse-target'
import { type Admission, admit } from '@/lib/engine/steps/admit'
import { judge } from '@/lib/engine/steps/judge'
import { recall } from '@/lib/engine/steps/lookup'
import { type OutputResolution, resolve, type Target } from '@/lib/engine/steps/resolve'
import { readyResponse, withRouteHeaders } from '@/lib/engine/steps/respond'
import {
  admissionFacts,
  hitAgainFacts,
  keyFact,
  planFacts,
  resolvedFacts,
  siteFact,
  storedFacts,
} from '@/lib/engine/why/facts'

const HIT: Outcome = { status: 'HIT', reason: null }
const PINNED: Outcome = { status: 'HIT', reason: 'pinned' }

/**
 * One request, start to finish: resolve, admit, lookup, judge, collapse, render, commit, respond. A hit is answered at
 * once, without a promise; everything else resolves later. Rejects only for a bug or an outage.
 */
export function handleRequest(engine: Engine, request: EngineRequest): EngineResponse | Promise<EngineResponse> {
  const site = engine.sites.find(request.host)
  if (!(site instanceof Promise)) return answerFor(engine, request, site)
  return site.then(
    (found) => answerFor(engine, request, found),
    (error: unknown) => away(engine, request, { doing: `looking up ${request.host}`, error }),
  )
}

/** The answer, if it is a hit that this edge knows at once. After `undefined`, ask `handleRequest`: nothing has changed. */
export function answerHit(engine: Engine, request: EngineRequest): EngineResponse | undefined {
  const site = engine.sites.find(request.host)
  if (site === undefined || site instanceof Promise || site.isProtected) return undefined
  const traits = traitsOf(request.rawHeaders, site.deployment.router.decidingHeaders)
  return (traits & TRAIT.asksWhy) === 0 ? hitAgain(engine, request, site, traits) : undefined
}

function answerFor(engine: Engine, request: EngineRequest, site: Site | undefined) {
  if (site === undefined) return answerUnknownHost(engine, request)
  // Freshet itself asks for pages of protected hosts too: for crons, for instance.
  if (request.cause !== undefined || !isGuarded({ request, site })) return answerAs(engine, request, site)
  return guard(engine, { request, site }, (asked) => answerAs(engine, asked, site))
}

/** The answer of `site`, whatever its host shows at present: a deployment is warmed up before a domain moves to it. */
export function answerAs(engine: Engine, request: EngineRequest, site: Site): EngineResponse | Promise<EngineResponse> {
  const traits = traitsOf(request.rawHeaders, site.deployment.router.decidingHeaders)
  return hitAgain(engine, request, site, traits) ?? answerResolved(engine, request, site, traits)
}

/** The hit path: look up the target, look up the key, compare two integers, and return the response of this second. */
function hitAgain(engine: Engine, request: EngineRequest, site: Site, traits: number): EngineResponse | undefined {
  if ((traits & TRAIT.deciding) !== 0 || request.method !== 'GET') return undefined
  const shortcut = engine.shortcuts.get(site, request.target)
  if (shortcut === undefined) return undefined
  const held = recall(engine, shortcut.key)
  // What follows a shell is rendered for each visitor, which needs more than this path looks at.
  if (held === undefined || held.entry.version.state !== null) return undefined
  const nowMs = engine.clock.nowMs()
  const { entry } = held
  if (nowMs >= engine.view.confirmedUntilMs || judge(entry, held.cover, nowMs).kind !== 'fresh') return undefined
  const outcome = entry.pinnedSeq === null ? HIT : PINNED
  const response = readyResponse(held, { site, entry, outcome, routing: shortcut.routing, nowMs, request, traits })
  engine.meter.served(engine.meter.tally(entry.id), request, response)
  request.why?.note(hitAgainFacts(engine, site, request, held))
  return response
}

async function answerResolved(
  engine: Engine,
  request: EngineRequest,
  site: Site,
  traits: number,
): Promise<EngineResponse> {
  const grants = (traits & TRAIT.deciding) === 0 ? NO_GRANTS : await grantsOf(engine, site, request)
  const resolved = resolve(site, request, grants)
  request.why?.note({ site: siteFact(site) })
  if (resolved.kind === 'bad_target') {
    request.why?.note({ resolved: { kind: 'refused', path: '', route: null, output: resolved.reason } })
    return counted(engine, request, placeOf(site, '(refused)'), badTarget(request, resolved.reason))
  }
  const { target } = resolved
  if (target.resolution.kind !== 'middleware') return answerTarget(engine, { request, target, traits })
  const passage = await passMiddleware(engine, request, target)
  request.why?.note({ middleware: passage.kind })
  if (passage.kind === 'answered') return counted(engine, request, passage.place, passage.response)
  // The target alone no longer says where a request leads: middleware must be asked about the next one too.
  const behind = { request, target: passage.target, traits: traits | TRAIT.deciding }
  const response = await answerTarget(engine, behind)
  const completed = withAdded(response, passage.added)
  engine.meter.tally(passage.place).headBytes += sizeOfResponseHead(completed) - sizeOfResponseHead(response)
  return completed
}

async function answerTarget(engine: Engine, asked: Omit<Asked, 'resolution'>): Promise<EngineResponse> {
  const { request, target } = asked
  const { site, resolution } = target
  request.why?.note(resolvedFacts(target))
  const asset = await earlierAsset(engine, target).catch((error: unknown) => ({ error }))
  if (asset !== undefined) return answerAsset(engine, asked, asset)
  switch (resolution.kind) {
    case 'redirect': {
      const headers = [...withRouteHeaders([], resolution.headers), ['content-length', '0']]
      const outcome: Outcome = { status: 'NONE', reason: null }
      return counted(engine, request, placeOf(site, '(redirect)'), {
        status: resolution.status,
        headers: headers.flat(),
        body: null,
        outcome,
      })
    }
    case 'not_found':
      return counted(engine, request, placeOf(site, '(not found)'), notFound(request, resolution.status))
    case 'output':
      return answerOutput(engine, { ...asked, resolution })
    case 'external': {
      if (hasDotSegment(resolution.path))
        return counted(engine, request, placeOf(site, '(refused)'), badTarget(request, 'dot_segment'))
      const place = placeOf(site, entryPath(resolution), resolution.origin)
      const outcome: Outcome = { status: 'MISS', reason: null }
      return counted(
        engine,
        request,
        place,
        await serveShared(engine, request, { ...asked, resolution, outcome, place }),
      )
    }
    case 'middleware':
      throw new Error('Middleware was to be asked before.')
  }
}

/** Counted for the deployment that has the file, so that its owner knows how many would miss it. */
async function answerAsset(
  engine: Engine,
  { request, target, traits }: Omit<Asked, 'resolution'>,
  asset: EarlierAsset | { readonly error: unknown },
): Promise<EngineResponse> {
  if ('error' in asset) return away(engine, request, { doing: `looking for ${target.path}`, error: asset.error })
  const { output, resolution, deploymentId } = asset
  request.why?.note({ resolved: { kind: 'earlier_asset', path: target.path, route: null, output: deploymentId } })
  const response = await serveStatic(engine, request, { target, resolution, output, traits }).catch((error: unknown) =>
    away(engine, request, { doing: `reading ${output.name}`, error }),
  )
  return counted(engine, request, { ...placeOf(target.site, output.name, '(earlier asset)'), deploymentId }, response)
}

type Asked = {
  readonly request: EngineRequest
  readonly target: Target
  readonly resolution: OutputResolution
  readonly traits: number
}

async function answerOutput(engine: Engine, asked: Asked): Promise<EngineResponse> {
  const { request, target, resolution } = asked
  const { output } = resolution
  switch (output.kind) {
    case 'static': {
      const response = await serveStatic(engine, request, { ...asked, output }).catch((error: unknown) =>
        away(engine, request, { doing: `reading ${output.name}`, error }),
      )
      const path = response.status === 404 ? '(not found)' : output.name
      return counted(engine, request, placeOf(target.site, path, '(static)'), response)
    }
    case 'function': {
      const place = placeOf(target.site, entryPath(resolution), output.name)
      const outcome: Outcome = { status: 'MISS', reason: null }
      const cause: InvocationCause = request.cause ?? 'live'
      const call = { target, resolution, function: output.function, outcome, cause, place }
      return counted(engine, request, place, await serveShared(engine, request, { ...call, traits: asked.traits }))
    }
    case 'image':
      return answerImage(engine, { ...asked, output })
    case 'prerender':
      return answerPrerender(engine, asked, admit(target, request.method, resolution, output))
  }
}

/** Failed copies are counted together: their paths may be made up. */
async function answerImage(engine: Engine, asked: Asked & { readonly output: ImageOutput }): Promise<EngineResponse> {
  const { request } = asked
  const refusals = placeOf(asked.target.site, '(image refused)')
  // The source is of the same deployment as the copy, whatever the host shows by now.
  const ordered = orderImage(engine, asked.request, asked, (request) => answerAs(engine, request, asked.target.site))
  if (ordered.kind === 'refused') return counted(engine, request, refusals, ordered.response)
  const { prerender } = ordered
  request.why?.note({ admission: { kind: 'cache' }, key: keyFact(prerender, asked.target) })
  const response = await answerCached(engine, { ...asked, prerender })
  return counted(engine, request, response.status >= 400 ? refusals : prerender.id, response)
}

async function answerPrerender(engine: Engine, asked: Asked, admission: Admission): Promise<EngineResponse> {
  const { request, target, resolution, traits } = asked
  request.why?.note(admissionFacts(asked, admission))
  if (admission.kind === 'bypass') {
    if (resolution.output.kind !== 'prerender') return notFound(request)
    const { output } = resolution
    const place = placeOf(target.site, entryPath(resolution), output.config.sourcePath ?? output.name)
    return counted(
      engine,
      request,
      place,
      await serveBypassed(engine, asked, { output, place, reason: admission.reason }),
    )
  }
  const { prerender } = admission
  const cached = { request, target, resolution, prerender, traits }
  const response =
    admission.kind === 'on_demand'
      ? await answerOnDemand(engine, { ...cached, onlyIfGenerated: admission.onlyIfGenerated })
      : await answerCached(engine, cached)
  // A route may lead other methods elsewhere.
  const isPlain = request.method === 'GET' && (traits & TRAIT.deciding) === 0 && !mayBypassByEntry(target.site)
  if (response.outcome.status === 'HIT' && isPlain) {
    const routing = { status: resolution.status, headers: resolution.headers }
    engine.shortcuts.remember(target.site, request.target, { key: prerender.id.key, routing })
  }
  return counted(engine, request, prerender.id, response)
}

/** Steps 3 to 8 for a prerender: what is stored, may it be served, and what is to be done about it. */
async function answerCached(engine: Engine, asked: CachedRequest): Promise<EngineResponse> {
  const { prerender, request } = asked
  const isInControl = engine.clock.nowMs() < engine.view.confirmedUntilMs
  const found = await findStored(engine, prerender)
  request.why?.note(storedFacts(engine, found, isInControl))
  if (
    prerender.output.kind === 'prerender' &&
    found?.entry !== undefined &&
    isBypassedAfter(asked.target, found.entry)
  ) {
    request.why?.note({ admission: { kind: 'bypass', by: { of: 'afterCacheBypass', name: null } } })
    return serveBypassed(engine, asked, { output: prerender.output, place: prerender.id, reason: 'prerender_bypass' })
  }
  const plan = planCached({ ...circumstances(asked), found, isInControl, nowMs: engine.clock.nowMs() })
  request.why?.note(planFacts(plan))
  switch (plan.kind) {
    case 'unstored':
      return answerUnstored(engine, asked)
    case 'wait':
      return regenerateFirst(engine, asked, plan.why, plan)
    case 'show':
      if (plan.isAdopted && found !== undefined) adopt(engine, asked, plan.entry, found)
      if (plan.behind !== null) regenerateBehind(engine, asked, plan.behind)
      return shown(engine, asked, plan.entry, plan.outcome)
  }
}

async function answerUnknownHost(engine: Engine, request: EngineRequest): Promise<EngineResponse> {
  const known = isFromThisMachine(request) ? await engine.settings.knownHosts?.() : null
  return unknownHost(request, known ?? null)
}
