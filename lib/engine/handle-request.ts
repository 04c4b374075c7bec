import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { TRAIT, traitsOf } from '@/lib/engine/headers'
import { serveLive } from '@/lib/engine/live'
import type { Outcome } from '@/lib/engine/outcome'
import { badTarget, notFound, unknownHost } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { entryPath } from '@/lib/engine/routing/entry-path'
import { serveCached, serveOnDemand } from '@/lib/engine/serve-cached'
import { serveShared } from '@/lib/engine/shared'
import { serveStatic } from '@/lib/engine/static-file'
import { type Admission, admit } from '@/lib/engine/steps/admit'
import { judge } from '@/lib/engine/steps/judge'
import { recall } from '@/lib/engine/steps/lookup'
import { type OutputResolution, resolve, type Target } from '@/lib/engine/steps/resolve'
import { readyResponse, withRouteHeaders } from '@/lib/engine/steps/respond'
import type { Place, Tally } from '@/lib/engine/tally'

const HIT: Outcome = { status: 'HIT', reason: null }

/**
 * One request, start to finish: resolve, admit, lookup, judge, collapse, render, commit, respond. A hit is answered at
 * once, without a promise; everything else resolves later. Rejects only for a bug or an outage.
 */
export function handleRequest(engine: Engine, request: EngineRequest): EngineResponse | Promise<EngineResponse> {
  const site = engine.sites.find(request.host)
  return site instanceof Promise
    ? site.then((found) => answerFor(engine, request, found))
    : answerFor(engine, request, site)
}

function answerFor(engine: Engine, request: EngineRequest, site: Site | undefined) {
  if (site === undefined) return answerUnknownHost(engine, request)
  const traits = traitsOf(request.rawHeaders, site.deployment.router.decidingHeaders)
  return hitAgain(engine, request, site, traits) ?? answerResolved(engine, request, site, traits)
}

/** The hit path: one look-up of the target, one of the key, two integers compared, and the response of this second. */
function hitAgain(engine: Engine, request: EngineRequest, site: Site, traits: number): EngineResponse | undefined {
  if ((traits & TRAIT.deciding) !== 0 || request.method !== 'GET') return undefined
  const shortcut = engine.shortcuts.get(site, request.target)
  if (shortcut === undefined) return undefined
  const held = recall(engine, shortcut.key)
  if (held === undefined) return undefined
  const nowMs = engine.clock.nowMs()
  const { entry } = held
  if (nowMs >= engine.view.confirmedUntilMs || judge(entry, held.cover, nowMs).kind !== 'fresh') return undefined
  const response = readyResponse(held, { site, entry, outcome: HIT, routing: shortcut.routing, nowMs, request, traits })
  count(engine, engine.meter.tally(entry.id), response)
  return response
}

async function answerResolved(
  engine: Engine,
  request: EngineRequest,
  site: Site,
  traits: number,
): Promise<EngineResponse> {
  const resolved = resolve(site, request)
  if (resolved.kind === 'bad_target') {
    return counted(engine, placeOf(site, '(refused)'), badTarget(request, resolved.reason))
  }
  const { target } = resolved
  const { resolution } = target
  switch (resolution.kind) {
    case 'redirect': {
      const headers = [...withRouteHeaders([], resolution.headers), ['content-length', '0']]
      const outcome: Outcome = { status: 'NONE', reason: null }
      return counted(engine, placeOf(site, '(redirect)'), {
        status: resolution.status,
        headers: headers.flat(),
        body: null,
        outcome,
      })
    }
    case 'not_found':
      return counted(engine, placeOf(site, '(not found)'), notFound(request, resolution.status))
    case 'output':
      return answerOutput(engine, { request, target, resolution, traits })
  }
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
      const response = await serveStatic(engine, request, { ...asked, output })
      const path = response.status === 404 ? '(not found)' : output.name
      return counted(engine, placeOf(target.site, path, '(static)'), response)
    }
    case 'function': {
      const tally = engine.meter.tally(placeOf(target.site, entryPath(resolution), output.name))
      const outcome: Outcome = { status: 'MISS', reason: null }
      const call = { target, resolution, function: output.function, outcome, cause: 'live', tally } as const
      return count(engine, tally, await serveShared(engine, request, { ...call, traits: asked.traits }))
    }
    case 'prerender':
      return answerPrerender(engine, asked, admit(target, request.method, resolution, output))
  }
}

async function answerPrerender(engine: Engine, asked: Asked, admission: Admission): Promise<EngineResponse> {
  const { request, target, resolution, traits } = asked
  if (admission.kind === 'bypass') {
    if (resolution.output.kind !== 'prerender') return notFound(request)
    const { output } = resolution
    const tally = engine.meter.tally(
      placeOf(target.site, entryPath(resolution), output.config.sourcePath ?? output.name),
    )
    const outcome: Outcome = { status: 'BYPASS', reason: admission.reason }
    const cause = admission.reason === 'draft_mode' ? 'draft' : 'live'
    return count(
      engine,
      tally,
      await serveLive(engine, request, { target, resolution, function: output.function, outcome, cause, tally }),
    )
  }
  const { prerender } = admission
  const cached = { request, target, resolution, prerender, traits }
  const response =
    admission.kind === 'on_demand'
      ? await serveOnDemand(engine, { ...cached, onlyIfGenerated: admission.onlyIfGenerated })
      : await serveCached(engine, cached)
  if (response.outcome.status === 'HIT' && (traits & TRAIT.deciding) === 0) {
    const routing = { status: resolution.status, headers: resolution.headers }
    engine.shortcuts.remember(target.site, request.target, { key: prerender.id.key, routing })
  }
  return counted(engine, prerender.id, response)
}

async function answerUnknownHost(engine: Engine, request: EngineRequest): Promise<EngineResponse> {
  return unknownHost(request, (await engine.settings.knownHosts?.()) ?? null)
}

function counted(engine: Engine, place: Place, response: EngineResponse): EngineResponse {
  return count(engine, engine.meter.tally(place), response)
}

/** A streamed body has no length yet: its bytes are not counted here. */
function count(engine: Engine, tally: Tally, response: EngineResponse): EngineResponse {
  const { outcome, status, body } = response
  engine.meter.served(tally, { outcome, status, bytes: body instanceof Uint8Array ? body.byteLength : 0 })
  return response
}

function placeOf(site: Site, path: string, route = path): Place {
  return { projectId: site.projectId, deploymentId: site.deployment.id, domain: site.domain, path, route }
}
