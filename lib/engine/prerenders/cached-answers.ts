import { functionFailed } from '@/lib/engine/calls/live-call'
import type { HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { Entry, RegenerationCause } from '@/lib/engine/entry'
import { FAILED_ELSEWHERE } from '@/lib/engine/fleet/lease'
import { REVALIDATE_HEADER, TRAIT } from '@/lib/engine/headers'
import type { Outcome } from '@/lib/engine/outcome'
import { type PlanInput, promisedOutcome, WAITING_CAUSES, type Waiting } from '@/lib/engine/prerenders/cached-plan'
import { completePage, renderWhole } from '@/lib/engine/prerenders/partial-page'
import {
  type Answered,
  type Regeneration,
  regenerate,
  regenerateAnew,
  renderUnstored,
} from '@/lib/engine/prerenders/regenerate'
import { RefusedBasis } from '@/lib/engine/purges/journal'
import { notFound, unavailable } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import type { PrerenderTarget } from '@/lib/engine/steps/admit'
import { judge } from '@/lib/engine/steps/judge'
import { type Found, lookup, recall } from '@/lib/engine/steps/lookup'
import type { RenderFailure } from '@/lib/engine/steps/render'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'
import { respond, unstoredHeaders } from '@/lib/engine/steps/respond'
import { entryFact } from '@/lib/engine/why/facts'

/** One request for a prerender that the cache may answer. */
export type CachedRequest = {
  readonly request: EngineRequest
  readonly target: Target
  readonly resolution: OutputResolution
  readonly prerender: PrerenderTarget
  readonly traits: number
}

/** On-demand revalidation by token. The journal comes first, so that no earlier render passes for the new page. */
export async function answerOnDemand(
  engine: Engine,
  asked: CachedRequest & { readonly onlyIfGenerated: boolean },
): Promise<EngineResponse> {
  const { prerender, request } = asked
  const outcome: Outcome = { status: 'REVALIDATED', reason: 'on_demand' }
  if (asked.onlyIfGenerated) {
    const found = await lookup(engine, prerender)
    if (found.source === 'none' || (found.source === 'build' && prerender.isTemplate)) {
      return notFound(request, 404, outcome)
    }
  }
  try {
    const { projectId, domain, deploymentId, path } = prerender.id
    const scope = { projectId, environment: null, domain, deploymentId }
    const selectors = [{ kind: 'path', path }] as const
    const actor = 'on-demand revalidation'
    await engine.catchUp(await engine.journal.append({ mode: 'invalidate', scope, selectors, actor, reason: null }))
  } catch (error) {
    engine.observe({ type: 'store_unavailable', doing: `revalidating ${prerender.id.path} on demand`, error })
    return unavailable(request)
  }
  const answered = await regenerateAnew(engine, awaited(asked, 'on_demand'))
  if (answered.kind === 'failed') return failed(engine, asked, answered.failure, { status: 'MISS', reason: 'error' })
  return shown(engine, asked, answered.entry, outcome)
}

/** Region cache, then ISR cache; `undefined` when the latter cannot be read, which is not the same as empty. */
export async function findStored(engine: Engine, prerender: PrerenderTarget) {
  const held = recall(engine, prerender.id.key)
  if (held !== undefined) {
    const { entry, cover, judgedSeq: seq } = held
    return { entry, cover, seq, source: 'region' as const, retryAtMs: entry.retryAtMs }
  }
  try {
    return await lookup(engine, prerender)
  } catch (error) {
    engine.observe({ type: 'store_unavailable', doing: `reading ${prerender.id.path}`, error })
    return undefined
  }
}

/** A page for this request only: nobody can say what is stored, or what was purged. */
export async function answerUnstored(engine: Engine, asked: CachedRequest): Promise<EngineResponse> {
  const outcome: Outcome = { status: 'MISS', reason: 'error' }
  const answered = await renderUnstored(engine, awaited(asked, 'cold'))
  if (answered.kind === 'failed') return failed(engine, asked, answered.failure, outcome)
  return shown(engine, asked, answered.entry, outcome)
}

/** Regenerates behind the answer: nobody waits for it. */
export function regenerateBehind(engine: Engine, asked: CachedRequest, cause: RegenerationCause): void {
  engine.background(regenerate(engine, regeneration(asked, cause)))
}

/**
 * The visitor waits for the page, unless the config allows a live one for them meanwhile. If the regeneration fails, they
 * get the last good page, if there is one that may still be served.
 */
export async function regenerateFirst(
  engine: Engine,
  asked: CachedRequest,
  why: Waiting,
  {
    hasLastGood = false,
    retryAtMs = null,
  }: { readonly hasLastGood?: boolean; readonly retryAtMs?: number | null } = {},
): Promise<EngineResponse> {
  const isVisit = asked.request.cause !== 'warm_up' && asked.request.method === 'GET'
  if (asked.prerender.output.config.onMiss === 'dynamic' && isVisit && IS_A_MISS.has(why)) {
    if (retryAtMs === null || engine.clock.nowMs() >= retryAtMs) regenerateBehind(engine, asked, WAITING_CAUSES[why])
    asked.request.why?.note({ regeneration: { kind: 'behind', cause: WAITING_CAUSES[why] } })
    return renderWhole(engine, asked, { status: 'MISS', reason: 'cold' })
  }
  const cause = asked.request.cause === 'warm_up' ? 'warm_up' : WAITING_CAUSES[why]
  const answered = await regenerate(engine, awaited(asked, cause))
  const outcome = outcomeOf(why, answered)
  if (answered.kind === 'failed') {
    // Even without a last good page, somebody may have stored one meanwhile. Not worth a look for what visitors make up.
    const isWorthALook = hasLastGood || answered.failure.reason !== 'bad_request'
    const lastGood = isWorthALook ? await findServable(engine, asked.prerender) : undefined
    if (lastGood === undefined && answered.failure === FAILED_ELSEWHERE && cause !== 'warm_up')
      return answerUnstored(engine, asked)
    if (lastGood === undefined) return failed(engine, asked, answered.failure, outcome)
    const { reason, message } = answered.failure
    asked.request.why?.note({ failure: { reason, message }, entry: entryFact(lastGood) })
    return shown(engine, asked, lastGood, { status: 'STALE', reason: 'stale_error' })
  }
  return shown(engine, asked, answered.entry, outcome)
}

/** The entry, judged again: while a slow render failed, what was good before may have been deleted or have expired. */
async function findServable(engine: Engine, prerender: PrerenderTarget): Promise<Entry | undefined> {
  const found = await findStored(engine, prerender)
  if (found === undefined) return undefined
  const verdict = judge(found.entry, found.cover, engine.clock.nowMs())
  return verdict.kind === 'unusable' ? undefined : verdict.entry
}

const IS_A_MISS: ReadonlySet<Waiting> = new Set(['absent', 'expired'])

function outcomeOf(why: Waiting, answered: Answered): Outcome {
  const promised = promisedOutcome(why)
  if (promised.status !== 'MISS') return promised
  if (answered.kind === 'done' && answered.keptBack !== null) return { status: 'MISS', reason: answered.keptBack }
  return answered.isLeader ? promised : { status: 'MISS', reason: 'collapsed' }
}

/** The build's copy becomes an ordinary entry, without a render: from now on it is a HIT, and operators see it. */
export function adopt(
  engine: Engine,
  { prerender }: CachedRequest,
  entry: Entry,
  found: Pick<Found, 'cover' | 'seq'>,
): void {
  engine.region.put(entry, { cover: found.cover, judgedSeq: found.seq })
  const { groupKey } = prerender.id
  const { stamp, generatedAtMs } = entry
  const times = { stamp, begunAtMs: generatedAtMs, endedAtMs: generatedAtMs }
  const { basis } = engine.view
  const generation = { groupKey, ...times, cause: 'build', invocationId: 'build', members: [entry] } as const
  engine.background(
    engine.entries.commit(generation, basis).catch((error: unknown) => {
      if (!(error instanceof RefusedBasis)) throw error
      engine.view.doubt(basis)
    }),
  )
}

function regeneration({ prerender, request, target }: CachedRequest, cause: RegenerationCause): Regeneration {
  const { allowHeader, bypassToken } = prerender.output.config
  const headers = allowHeader.flatMap((name): HeaderPair[] => {
    const value = target.headers.get(name.toLowerCase())
    return value === undefined ? [] : [[name.toLowerCase(), value]]
  })
  const isAllowed = allowHeader.some((name) => name.toLowerCase() === REVALIDATE_HEADER)
  if (cause === 'on_demand' && bypassToken !== null && isAllowed) headers.push([REVALIDATE_HEADER, bypassToken])
  return { prerender, cause, protocol: request.protocol, headers }
}

/** A regeneration that a visitor waits for: the wait is noted if somebody asks why. */
function awaited(asked: CachedRequest, cause: RegenerationCause): Regeneration {
  const how = regeneration(asked, cause)
  return asked.request.why === undefined ? how : { ...how, why: asked.request.why }
}

/** Step 8 for an entry, and for a shell its completion. */
export function shown(engine: Engine, asked: CachedRequest, entry: Entry, outcome: Outcome): EngineResponse {
  const { request, traits, target, resolution } = asked
  const { state } = entry.version
  const { chain } = asked.prerender.output
  if (state !== null && chain !== null) return completePage(engine, asked, { entry, state, chain, outcome })
  const { status, headers } = resolution
  const nowMs = engine.clock.nowMs()
  return respond({ site: target.site, entry, outcome, routing: { status, headers }, nowMs, request, traits })
}

/** The answer after a failed render: the function's own where it may be shown, else ours. Never stored. */
async function failed(
  engine: Engine,
  asked: CachedRequest,
  failure: RenderFailure,
  outcome: Outcome,
): Promise<EngineResponse> {
  const { answer } = failure
  asked.request.why?.note({ failure: { reason: failure.reason, message: failure.message } })
  // A shell that nothing completes is not a page; the same function can render the whole page for one visitor.
  if (failure.reason === 'incomplete' && asked.request.method === 'GET') return renderWhole(engine, asked, outcome)
  const { request, prerender } = asked
  if (answer === null || (answer.status >= 500 && !prerender.output.config.exposeErrorBody)) {
    return functionFailed(request, failure, outcome)
  }
  const headers = [
    ...answer.headers,
    ['cache-control', 'private, no-store'],
    ...(answer.status === 204 || answer.status === 304 ? [] : [['content-length', String(answer.bytes.byteLength)]]),
    ...unstoredHeaders(outcome),
  ]
  const body = request.method === 'HEAD' ? null : answer.bytes
  return { status: answer.status, headers: headers.flat(), body, outcome }
}

/** What the plan depends on apart from what is stored. */
export function circumstances({ prerender, request, target, traits }: CachedRequest) {
  const [isWarmUp, isForced] = [request.cause === 'warm_up', (traits & TRAIT.forced) !== 0]
  return { prerender, isWarmUp, isForced, isCrawler: isCrawler(target) } satisfies Partial<PlanInput>
}

/** Bots that want the whole page at once: names that well-known crawlers give themselves. */
const CRAWLER = /bot\b|crawler|spider|slurp|facebookexternalhit|embedly|whatsapp|telegram|lighthouse|pinterest/i

function isCrawler(target: Target): boolean {
  return CRAWLER.test(target.headers.get('user-agent') ?? '')
}
