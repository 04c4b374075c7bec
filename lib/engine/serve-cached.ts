import type { HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { Entry, RegenerationCause } from '@/lib/engine/entry'
import { TRAIT } from '@/lib/engine/headers'
import { functionFailed } from '@/lib/engine/live'
import type { Outcome } from '@/lib/engine/outcome'
import { notFound, unavailable } from '@/lib/engine/refusal'
import { type Answered, type Regeneration, regenerate, regenerateAnew, renderUnstored } from '@/lib/engine/regenerate'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import type { PrerenderTarget } from '@/lib/engine/steps/admit'
import { judge, type Verdict } from '@/lib/engine/steps/judge'
import { type Found, lookup, recall } from '@/lib/engine/steps/lookup'
import type { RenderFailure } from '@/lib/engine/steps/render'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'
import { respond } from '@/lib/engine/steps/respond'
import { unitsOf } from '@/lib/engine/version'

/** One request for a prerender that the cache may answer. */
export type CachedRequest = {
  readonly request: EngineRequest
  readonly target: Target
  readonly resolution: OutputResolution
  readonly prerender: PrerenderTarget
  readonly traits: number
}

/** Steps 3 to 8 for a prerender: what is stored, may it be served, and what is to be done about it. */
export async function serveCached(engine: Engine, asked: CachedRequest): Promise<EngineResponse> {
  const { prerender, traits } = asked
  const isInControl = engine.clock.nowMs() < engine.view.confirmedUntilMs
  const found = await findStored(engine, prerender)
  if (found === undefined) return answerUnstored(engine, asked)
  const { entry, cover, source } = found
  if (source === 'build' && prerender.isTemplate && isInControl) return serveTemplate(engine, asked, found)

  const verdict = judge(entry, cover, engine.clock.nowMs())
  if (!isInControl) return serveWithoutControl(engine, asked, verdict)
  switch (verdict.kind) {
    case 'fresh':
      if (source === 'build') adopt(engine, asked, verdict.entry, found)
      return shown(engine, asked, verdict.entry, { status: source === 'build' ? 'PRERENDER' : 'HIT', reason: null })
    case 'stale':
      if ((traits & TRAIT.forced) !== 0) return regenerateFirst(engine, asked, 'forced')
      if (verdict.isDue) engine.background(regenerate(engine, regeneration(asked, verdict.cause)))
      if (source === 'build' && verdict.reason === 'stale_time') {
        return shown(engine, asked, verdict.entry, { status: 'PRERENDER', reason: null })
      }
      return shown(engine, asked, verdict.entry, { status: 'STALE', reason: verdict.reason })
    case 'unusable':
      return regenerateFirst(engine, asked, verdict.reason)
  }
}

/** On-demand revalidation by token: journal first, so that no earlier render passes for what follows. */
export async function serveOnDemand(
  engine: Engine,
  asked: CachedRequest & { readonly onlyIfGenerated: boolean },
): Promise<EngineResponse> {
  const { prerender, request } = asked
  const outcome: Outcome = { status: 'REVALIDATED', reason: 'on_demand' }
  if (asked.onlyIfGenerated) {
    const found = await lookup(engine, prerender)
    if (found.source === 'none' || (found.source === 'build' && prerender.isTemplate)) {
      return { ...notFound(request), outcome, headers: [...notFound(request).headers, 'x-vercel-cache', 'REVALIDATED'] }
    }
  }
  try {
    const { projectId, domain, deploymentId, path } = prerender.id
    const scope = { projectId, domain, deploymentId }
    const selectors = [{ kind: 'path', path }] as const
    const actor = 'on-demand revalidation'
    await engine.catchUp(await engine.journal.append({ mode: 'invalidate', scope, selectors, actor, reason: null }))
  } catch (error) {
    engine.observe({ type: 'store_unavailable', doing: `revalidating ${prerender.id.path} on demand`, error })
    return unavailable(request)
  }
  const answered = await regenerateAnew(engine, regeneration(asked, 'on_demand'))
  if (answered.kind === 'failed') return failed(asked, answered.failure, { status: 'MISS', reason: 'error' })
  return shown(engine, asked, answered.entry, outcome)
}

/** Region cache, then ISR cache; `undefined` when the latter cannot be read, which is not the same as empty. */
async function findStored(engine: Engine, prerender: PrerenderTarget) {
  const held = recall(engine, prerender.id.key)
  if (held !== undefined)
    return { entry: held.entry, cover: held.cover, seq: held.judgedSeq, source: 'region' as const }
  try {
    const found = await lookup(engine, prerender)
    if (found.source === 'store' && found.entry !== undefined) {
      engine.meter.tally(prerender.id).readUnits += unitsOf(found.entry.version.body)
    }
    return found
  } catch (error) {
    engine.observe({ type: 'store_unavailable', doing: `reading ${prerender.id.path}`, error })
    return undefined
  }
}

/**
 * A template's fallback stands in for a path that has no entry yet. With `expiration: false` only the token makes one;
 * otherwise the first visit does, behind the answer, and a crawler waits for the whole page.
 */
function serveTemplate(engine: Engine, asked: CachedRequest, found: Pick<Found, 'entry' | 'cover'>) {
  const { entry, cover } = found
  if (entry === undefined) return regenerateFirst(engine, asked, 'absent')
  if (asked.prerender.output.config.expiration !== false) {
    if (isCrawler(asked.target)) return regenerateFirst(engine, asked, 'crawler')
    if (cover.deletedSeq > entry.stamp) return regenerateFirst(engine, asked, `${cover.deletedBy}_deleted`)
    engine.background(regenerate(engine, regeneration(asked, 'cold')))
  }
  return shown(engine, asked, entry, { status: 'PRERENDER', reason: null })
}

/** The journal could not be read for too long: nothing is called a HIT, and nothing is regenerated meanwhile. */
function serveWithoutControl(engine: Engine, asked: CachedRequest, verdict: Verdict) {
  if (verdict.kind === 'unusable') return answerUnstored(engine, asked)
  return shown(engine, asked, verdict.entry, { status: 'STALE', reason: 'control_lost' })
}

async function answerUnstored(engine: Engine, asked: CachedRequest): Promise<EngineResponse> {
  const outcome: Outcome = { status: 'MISS', reason: 'error' }
  const answered = await renderUnstored(engine, regeneration(asked, 'cold'))
  if (answered.kind === 'failed') return failed(asked, answered.failure, outcome)
  return shown(engine, asked, answered.entry, outcome)
}

type Waiting = 'absent' | 'expired' | 'tag_deleted' | 'path_deleted' | 'forced' | 'crawler'

/** The visitor waits for the page. */
async function regenerateFirst(engine: Engine, asked: CachedRequest, why: Waiting): Promise<EngineResponse> {
  const answered = await regenerate(engine, regeneration(asked, CAUSES[why]))
  const outcome = outcomeOf(why, answered)
  if (answered.kind === 'failed') return failed(asked, answered.failure, outcome)
  return shown(engine, asked, answered.entry, outcome)
}

const CAUSES = {
  absent: 'cold',
  expired: 'time',
  tag_deleted: 'tag',
  path_deleted: 'path',
  forced: 'forced',
  crawler: 'crawler',
} as const satisfies Record<Waiting, RegenerationCause>

function outcomeOf(why: Waiting, answered: Answered): Outcome {
  if (why === 'crawler') return { status: 'BYPASS', reason: 'crawler' }
  if (why === 'forced' || why === 'tag_deleted' || why === 'path_deleted') return { status: 'REVALIDATED', reason: why }
  if (answered.kind === 'done' && answered.isKeyLimited) return { status: 'MISS', reason: 'key_limit' }
  return { status: 'MISS', reason: answered.isLeader ? 'cold' : 'collapsed' }
}

/** The build's copy becomes an ordinary entry, without a render: from now on it is a HIT, and operators see it. */
function adopt(engine: Engine, { prerender }: CachedRequest, entry: Entry, found: Pick<Found, 'cover' | 'seq'>): void {
  engine.region.put(entry, { cover: found.cover, judgedSeq: found.seq })
  const { groupKey } = prerender.id
  const { stamp, generatedAtMs } = entry
  const times = { stamp, begunAtMs: generatedAtMs, endedAtMs: generatedAtMs }
  engine.background(
    engine.entries.commit({ groupKey, ...times, cause: 'build', invocationId: 'build', members: [entry] }),
  )
}

function regeneration({ prerender, request, target }: CachedRequest, cause: RegenerationCause): Regeneration {
  const { allowHeader } = prerender.output.config
  const headers = allowHeader.flatMap((name): HeaderPair[] => {
    const value = target.headers.get(name.toLowerCase())
    return value === undefined ? [] : [[name.toLowerCase(), value]]
  })
  const token = target.secrets.revalidateToken
  const isAllowed = allowHeader.some((name) => name.toLowerCase() === 'x-prerender-revalidate')
  if (cause === 'on_demand' && token !== undefined && isAllowed) headers.push(['x-prerender-revalidate', token])
  return { prerender, cause, protocol: request.protocol, headers }
}

function shown(engine: Engine, asked: CachedRequest, entry: Entry, outcome: Outcome): EngineResponse {
  const { request, traits, target, resolution } = asked
  const { status, headers } = resolution
  const nowMs = engine.clock.nowMs()
  return respond({ site: target.site, entry, outcome, routing: { status, headers }, nowMs, request, traits })
}

/** No page and nothing to keep: the function's own words where it may speak, else ours. Never stored. */
function failed(asked: CachedRequest, failure: RenderFailure, outcome: Outcome): EngineResponse {
  const { answer } = failure
  const { request, prerender } = asked
  if (answer === null || (answer.status >= 500 && !prerender.output.config.exposeErrorBody)) {
    return functionFailed(request, failure, outcome)
  }
  const headers = [
    ...answer.headers,
    ['cache-control', 'private, no-store'],
    ['content-length', String(answer.bytes.byteLength)],
    ['x-vercel-cache', outcome.status],
  ]
  const body = request.method === 'HEAD' ? null : answer.bytes
  return { status: answer.status, headers: headers.flat(), body, outcome }
}

/** Bots that want the whole page at once: names that well-known crawlers give themselves. */
const CRAWLER = /bot\b|crawler|spider|slurp|facebookexternalhit|embedly|whatsapp|telegram|lighthouse|pinterest/i

function isCrawler(target: Target): boolean {
  return CRAWLER.test(target.headers.get('user-agent') ?? '')
}
