import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { Cover, Entry, EntryId } from '@/lib/engine/entry'
import { type CachedPlan, WAITING_CAUSES } from '@/lib/engine/prerenders/cached-plan'
import type { Held } from '@/lib/engine/prerenders/region-cache'
import type { EngineRequest } from '@/lib/engine/request'
import { entryPath } from '@/lib/engine/routing/entry-path'
import { parseTarget } from '@/lib/engine/routing/parse-target'
import type { MiddlewareResolution, QueryPair, Resolution } from '@/lib/engine/routing/router'
import { type Admission, conditionMet, type PrerenderTarget, pageOf } from '@/lib/engine/steps/admit'
import type { FoundNow } from '@/lib/engine/steps/lookup'
import { publicQuery, type Target } from '@/lib/engine/steps/resolve'
import type {
  CoverFact,
  DecisionFacts,
  EntryFact,
  KeyFact,
  LayerFact,
  ResolvedFact,
  SiteFact,
} from '@/lib/engine/why/decision'

/** Names, tags and deadlines that are told one by one. */
const MAX_NAMES = 20

/** Whose site it is. */
export function siteFact({ projectId, deployment, environment, isProtected }: Site): SiteFact {
  return { projectId, deploymentId: deployment.id, environment, isProtected }
}

/** Where the routing table led; nothing while middleware has not been asked. */
export function resolvedFacts({ path, resolution }: Pick<Target, 'path' | 'resolution'>): DecisionFacts {
  return resolution.kind === 'middleware' ? {} : { resolved: resolvedFact(path, resolution) }
}

function resolvedFact(path: string, resolution: Exclude<Resolution, MiddlewareResolution>): ResolvedFact {
  switch (resolution.kind) {
    case 'redirect':
      return { kind: 'redirect', path, route: null, output: locationOf(resolution.headers) }
    case 'not_found':
      return { kind: 'not_found', path, route: null, output: null }
    case 'external':
      return { kind: 'external', path, route: entryPath(resolution), output: `${resolution.origin}${resolution.path}` }
    case 'output': {
      const { output } = resolution
      const route = output.kind === 'prerender' ? pageOf(output) : output.name
      return { kind: output.kind, path, route, output: output.name }
    }
  }
}

function locationOf(headers: readonly { readonly name: string; readonly value: string }[]): string | null {
  return headers.find(({ name }) => name === 'location')?.value ?? null
}

/** The key of a prerender, and what of the request is not in it. */
export function keyFact({ id, output }: Pick<PrerenderTarget, 'id' | 'output'>, target: Target): KeyFact {
  const { allowQuery } = output.config
  const asked = target.resolution.kind === 'output' ? target.resolution.query : target.query
  return {
    kind: 'entry',
    ...keyParts(id),
    allowed: allowQuery === null ? null : allowQuery.slice(0, MAX_NAMES),
    leftOut: allowQuery === null ? [] : namesOf(asked).filter((name) => !allowQuery.includes(name)),
  }
}

/** Of a live answer that may be kept. The whole query is in its key; what visitors tell a function there may be a secret. */
export function sharedFacts(engine: Engine, id: EntryId, held: Held | undefined): DecisionFacts {
  const isInControl = engine.clock.nowMs() < engine.view.confirmedUntilMs
  return {
    admission: { kind: 'cache' },
    key: { kind: 'shared', ...keyParts(id), query: withoutValues(id.query), allowed: null, leftOut: [] },
    layers: [{ layer: 'region cache', said: held === undefined ? 'absent' : 'found' }],
    control: { isInControl, appliedSeq: engine.view.seq },
    ...(held === undefined ? {} : { entry: entryFact(held.entry), cover: coverFact(held.cover) }),
  }
}

/** Of a hit that took no way through the routing table: what it left out shows in what it asked for. */
export function hitAgainFacts(engine: Engine, site: Site, request: EngineRequest, held: Held): DecisionFacts {
  const { entry, cover } = held
  const { id } = entry
  const parsed = parseTarget(request.target)
  const asked = 'refused' in parsed ? [] : namesOf(publicQuery(parsed.query))
  const inKey = new Set(new URLSearchParams(id.query).keys())
  const output = site.deployment.outputs.get(id.output)
  const allowed = output?.kind === 'prerender' ? output.config.allowQuery : null
  const leftOut = asked.filter((name) => !inKey.has(name))
  return {
    site: siteFact(site),
    resolved: { kind: 'prerender', path: id.path, route: id.route, output: id.output },
    admission: { kind: 'cache' },
    key: { kind: 'entry', ...keyParts(id), allowed: allowed === null ? null : allowed.slice(0, MAX_NAMES), leftOut },
    layers: layerFacts('region'),
    entry: entryFact(entry),
    cover: coverFact(cover),
    control: { isInControl: true, appliedSeq: engine.view.seq },
  }
}

function withoutValues(query: string): string {
  return [...new Set(new URLSearchParams(query).keys())].map((name) => `${encodeURIComponent(name)}=…`).join('&')
}

function keyParts({ domain, deploymentId, path, output, variant, query }: EntryId) {
  return { domain, deploymentId, path, output, variant, query }
}

function namesOf(query: readonly QueryPair[]): string[] {
  return [...new Set(query.map(([name]) => name))].slice(0, MAX_NAMES)
}

/** Of steps 3 and 4: what each layer said, and what there is to judge. */
export function storedFacts(engine: Engine, found: FoundNow | undefined, isInControl: boolean): DecisionFacts {
  const facts = { layers: layerFacts(found?.source), control: { isInControl, appliedSeq: engine.view.seq } }
  if (found === undefined) return facts
  const { entry, cover } = found
  return { ...facts, ...(entry === undefined ? {} : { entry: entryFact(entry) }), cover: coverFact(cover) }
}

/** The regeneration that was planned, if any. */
export function planFacts(plan: CachedPlan): DecisionFacts {
  switch (plan.kind) {
    case 'unstored':
      return { regeneration: { kind: 'unstored', cause: 'cold' } }
    case 'wait':
      return { regeneration: { kind: 'first', cause: WAITING_CAUSES[plan.why] } }
    case 'show':
      return plan.behind === null ? {} : { regeneration: { kind: 'behind', cause: plan.behind } }
  }
}

/** Of step 2: whether the cache may answer, under which key, or what bypassed it. */
export function admissionFacts({ target }: { readonly target: Target }, admission: Admission): DecisionFacts {
  if (admission.kind !== 'bypass') {
    return { admission: { kind: admission.kind }, key: keyFact(admission.prerender, target) }
  }
  const { resolution } = target
  if (admission.reason !== 'prerender_bypass' || resolution.kind !== 'output' || resolution.output.kind !== 'prerender')
    return { admission: { kind: 'bypass', by: null } }
  const condition = conditionMet(target, resolution.output.config)
  return {
    admission: { kind: 'bypass', by: condition === undefined ? null : { of: condition.type, name: condition.key } },
  }
}

function layerFacts(source: FoundNow['source'] | undefined): readonly LayerFact[] {
  const region = { layer: 'region cache', said: source === 'region' ? 'found' : 'absent' } as const
  if (source === 'region') return [region]
  if (source === undefined) return [region, { layer: 'ISR cache', said: 'unreadable' }]
  if (source === 'store') return [region, { layer: 'ISR cache', said: 'found' }]
  return [
    region,
    { layer: 'ISR cache', said: 'absent' },
    { layer: "build's copy", said: source === 'build' ? 'found' : 'absent' },
  ]
}

/** What there was to judge. */
export function entryFact(entry: Entry): EntryFact {
  const { stamp, generatedAtMs, staleAtMs, expiresAtMs, retryAtMs, isFromBuild, pinnedSeq, version } = entry
  const tags = version.tags.slice(0, MAX_NAMES)
  const lifetime = { generatedAtMs, staleAtMs, expiresAtMs, retryAtMs }
  return { stamp, ...lifetime, isFromBuild, pinnedSeq, tags, tagCount: version.tags.length }
}

function coverFact({ invalidatedSeq, invalidatedBy, deletedSeq, deletedBy, deadlines }: Cover): CoverFact {
  const toCome = deadlines.slice(0, 4).map(({ seq, atMs }) => ({ seq, atMs }))
  return { invalidatedSeq, invalidatedBy, deletedSeq, deletedBy, deadlines: toCome }
}
