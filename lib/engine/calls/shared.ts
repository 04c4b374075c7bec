import { concatenated } from '@/lib/engine/bytes'
import {
  cacheControlToVisitors,
  callLive,
  functionFailed,
  type LiveCall,
  liveResponse,
} from '@/lib/engine/calls/live-call'
import type { Engine } from '@/lib/engine/engine'
import { type Entry, NO_COVER } from '@/lib/engine/entry'
import { forwardableHeaders, TRAIT } from '@/lib/engine/headers'
import type { Outcome } from '@/lib/engine/outcome'
import type { FunctionResponse } from '@/lib/engine/ports'
import { sharedLifetimeOf, tagsOf } from '@/lib/engine/prerenders/freshness'
import type { Held } from '@/lib/engine/prerenders/region-cache'
import { bakedTokens } from '@/lib/engine/protection/baked-tokens'
import { isSameToken } from '@/lib/engine/protection/is-same-token'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { entryPath } from '@/lib/engine/routing/entry-path'
import { formatQuery } from '@/lib/engine/routing/parse-target'
import { judge } from '@/lib/engine/steps/judge'
import { recall } from '@/lib/engine/steps/lookup'
import type { Target } from '@/lib/engine/steps/resolve'
import { respond } from '@/lib/engine/steps/respond'
import { sharedFacts } from '@/lib/engine/why/facts'

/** Largest live answer that is kept (reference: CDN cache, 10 MB). */
const MAX_BYTES = 10_000_000

/**
 * A function that is no prerender. An answer that says of itself that all may share it (`s-maxage`) is kept in this
 * edge's region cache, and there alone; every other one goes through untouched. Not collapsed: the function sees each
 * visitor's request, so that two of them must not wait for one answer before it said that it may be shared.
 */
export async function serveShared(
  engine: Engine,
  request: EngineRequest,
  call: LiveCall & { readonly traits: number },
): Promise<EngineResponse> {
  if (!mayShare(request, call)) return pass(engine, request, call)
  const id = sharedId(call, request)
  const held = await recallShared(engine, id.key)
  const nowMs = engine.clock.nowMs()
  request.why?.note(sharedFacts(engine, id, held))
  if (held === undefined || nowMs >= engine.view.confirmedUntilMs) return pass(engine, request, call, id)

  const verdict = judge(held.entry, held.cover, nowMs)
  switch (verdict.kind) {
    case 'fresh':
      return shown(engine, request, call, verdict.entry, { status: 'HIT', reason: null })
    case 'stale':
      if ((call.traits & TRAIT.forced) !== 0) return pass(engine, request, call, id)
      engine.background(refresh(engine, request, call, id))
      return shown(engine, request, call, verdict.entry, { status: 'STALE', reason: verdict.reason })
    case 'unusable':
      return pass(engine, request, call, id)
  }
}

/** What would come of a live call, as far as memory can tell: the call is not made. */
export function foretellShared(
  engine: Engine,
  request: EngineRequest,
  call: LiveCall & { readonly traits: number },
): Outcome {
  if (!mayShare(request, call)) return call.outcome
  const id = sharedId(call, request)
  const held = recall(engine, id.key)
  const nowMs = engine.clock.nowMs()
  request.why?.note(sharedFacts(engine, id, held))
  if (held === undefined || nowMs >= engine.view.confirmedUntilMs) return call.outcome
  const verdict = judge(held.entry, held.cover, nowMs)
  if (verdict.kind === 'fresh') return { status: 'HIT', reason: null }
  const isShown = verdict.kind === 'stale' && (call.traits & TRAIT.forced) === 0
  return isShown ? { status: 'STALE', reason: verdict.reason } : call.outcome
}

/** Marks of this long are in the database for certain, whatever retention forgets of those that no stored entry needs. */
const MARKS_KEPT_MS = 24 * 60 * 60 * 1_000

/**
 * What is held, with every purge of now that covers it. Where memory cannot tell, as after an undo, the marks of the database do:
 * there is no stored entry to find again. While they cannot be read, or are forgotten perhaps, the function is asked.
 */
async function recallShared(engine: Engine, key: string): Promise<Held | undefined> {
  const before = engine.region.get(key)
  const held = recall(engine, key)
  if (before === undefined || held !== undefined) return held
  const { entry } = before
  if (engine.clock.nowMs() - entry.generatedAtMs >= MARKS_KEPT_MS) return undefined
  const { resetCount } = engine.view
  const { result } = engine.fills.run(key, async () => {
    const { cover, seq } = await engine.entries.read(entry.id, entry.version.tags)
    return { entry, cover, seq, source: 'none', retryAtMs: null }
  })
  const found = await result.catch(() => undefined)
  if (found === undefined || engine.view.resetCount !== resetCount) return undefined
  engine.region.put(entry, { cover: found.cover, judgedSeq: found.seq })
  return recall(engine, key)
}

/** What functions answer differently to without saying so in `Vary`. */
const WITHOUT_VARY = ['authorization', 'x-nextjs-data'] as const

function mayShare(
  request: EngineRequest,
  { target, resolution, traits }: LiveCall & { readonly traits: number },
): boolean {
  if (resolution.kind === 'external' && !resolution.isCached) return false
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const isOfOneVisitor = WITHOUT_VARY.some((name) => target.headers.get(name) !== undefined)
  return isRead && (traits & TRAIT.range) === 0 && !isOfOneVisitor && !isDraft(target)
}

/** What an editor is shown is nobody else's. */
function isDraft({ site, secrets }: Target): boolean {
  const isBaked = bakedTokens(site.deployment).some((token) => isSameToken(secrets.draftCookie, token))
  return isBaked || secrets.granted.has('draft')
}

/**
 * The whole query, `Accept`, and the host as the visitor wrote it, which the function is told and may put into links, are
 * in the key; nothing else may vary the answer (`sharedLifetimeOf` sees to that).
 */
function sharedId({ target, resolution, place: { route } }: LiveCall, request: EngineRequest): Entry['id'] {
  const { site } = target
  const query = formatQuery(resolution.query)
  const output = resolution.kind === 'external' ? `${resolution.origin}${resolution.path}` : resolution.output.name
  const fields = [
    'shared',
    site.deployment.id,
    request.authority,
    output,
    target.path,
    query,
    changesOf(resolution),
    target.headers.get('accept') ?? '',
    request.protocol,
  ]
  const key = fields.map((field) => `${field.length}:${field}`).join('')
  const { projectId, deployment, domain, environment } = site
  const place = { projectId, deploymentId: deployment.id, domain, environment }
  return {
    ...place,
    path: entryPath(resolution),
    key,
    groupKey: key,
    route,
    output,
    variant: 'html',
    query,
  }
}

/** Headers that routes or middleware changed speak of one visitor where they were made of what that visitor sent. */
function changesOf({ requestHeaders }: LiveCall['resolution']): string {
  return formatQuery([...requestHeaders].map(([name, value]) => [name, value ?? '']))
}

async function pass(
  engine: Engine,
  request: EngineRequest,
  call: LiveCall & { readonly traits: number },
  id?: Entry['id'],
) {
  const { seq: stamp, resetCount } = engine.view
  const answer = await callLive(engine, request, call)
  if (answer.kind === 'failed') return functionFailed(request, answer, call.outcome)
  if (id === undefined || request.method !== 'GET') return liveResponse(call, answer)
  const kept = await keep(engine, { id, answer, stamp, resetCount })
  switch (kept.kind) {
    case 'kept':
      return shown(engine, request, call, kept.entry, call.outcome)
    case 'passed':
      return liveResponse(call, kept.answer)
    case 'failed': {
      // The call ends with its visitor: that it broke off then is nobody's fault.
      const hasLeft = request.leaving?.().aborted === true
      return functionFailed(request, hasLeft ? { ...kept, reason: 'cancelled' } : kept, call.outcome)
    }
  }
}

/** Behind a stale answer, with the same request: the next visitor gets the new one. */
async function refresh(engine: Engine, request: EngineRequest, call: LiveCall, id: Entry['id']): Promise<void> {
  const { isLeader, result } = engine.refreshes.run(id.key, async () => {
    const { seq: stamp, resetCount } = engine.view
    const answer = await callLive(engine, { ...request, method: 'GET', leaving: undefined }, call)
    if (answer.kind === 'failed') return
    const kept = await keep(engine, { id, answer, stamp, resetCount })
    if (kept.kind !== 'passed') return
    // It does not share its answers any more.
    engine.region.delete(id.key)
    for await (const _ of kept.answer.body);
  })
  if (isLeader) await result
}

type Kept =
  | { readonly kind: 'kept'; readonly entry: Entry }
  | { readonly kind: 'passed'; readonly answer: FunctionResponse }
  | { readonly kind: 'failed'; readonly reason: 'cut_off'; readonly message: string }

/** An answer, and what the edge knew of the journal when it was asked for. */
type Asked = {
  readonly id: Entry['id']
  readonly answer: FunctionResponse
  readonly stamp: number
  readonly resetCount: number
}

async function keep(engine: Engine, { id, answer, stamp: askedSeq, resetCount }: Asked): Promise<Kept> {
  const lifetime = sharedLifetimeOf(answer.status, answer.headers)
  if (lifetime === undefined) return { kind: 'passed', answer }
  const collected = await collect(answer)
  if (collected.kind === 'failed') return collected
  if (collected.kind === 'too_large') return { kind: 'passed', answer: { ...answer, body: collected.body } }

  const nowMs = engine.clock.nowMs()
  const headers = cacheControlToVisitors(forwardableHeaders(answer.headers), { status: 'HIT', reason: null })
  const { revalidateSeconds, expireSeconds } = lifetime
  const entry: Entry = {
    id,
    version: {
      id: null,
      status: answer.status,
      headers,
      tags: tagsOf(answer.headers, collected.tags),
      body: await engine.packer.pack(collected.bytes),
      state: null,
    },
    stamp: askedSeq,
    generatedAtMs: nowMs,
    invocationId: '',
    staleAtMs: revalidateSeconds === null ? null : nowMs + revalidateSeconds * 1_000,
    expiresAtMs: expireSeconds === null ? null : nowMs + expireSeconds * 1_000,
    retryAtMs: null,
    isFromBuild: false,
    pinnedSeq: null,
  }
  // A stamp of the database that was means nothing in this one, whose purges count from elsewhere.
  const isOfThisDatabase = engine.view.resetCount === resetCount
  if (isOfThisDatabase && isUncovered(engine, entry, collected.stamp)) {
    engine.region.put(entry, { cover: NO_COVER, judgedSeq: askedSeq })
  }
  return { kind: 'kept', entry }
}

/**
 * A live call may have been given a stale value to read: its answer is no newer. Kept is what no purge since then covers, which
 * is then as good as new; what might be covered is shown once.
 */
function isUncovered({ view }: Engine, { id, version, stamp }: Entry, readStamp: number): boolean {
  if (readStamp >= stamp) return true
  const cover = view.coverSince(readStamp, id, version.tags)
  return cover !== undefined && Math.max(cover.invalidatedSeq, cover.deletedSeq) <= readStamp
}

/** The whole body, or the stream again if it turns out too large to keep. */
async function collect(answer: FunctionResponse) {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  const rest = answer.body[Symbol.asyncIterator]()
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      chunks.push(next.value)
      sizeBytes += next.value.byteLength
      if (sizeBytes > MAX_BYTES) return { kind: 'too_large', body: resumed(chunks, rest) } as const
    }
    const [tags, stamp] = await Promise.all([answer.tags, answer.stamp])
    return { kind: 'whole', bytes: concatenated(chunks, sizeBytes), tags, stamp } as const
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The response broke off.'
    return { kind: 'failed', reason: 'cut_off', message } as const
  }
}

async function* resumed(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* first
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

function shown(
  engine: Engine,
  request: EngineRequest,
  call: LiveCall & { readonly traits: number },
  entry: Entry,
  outcome: Outcome,
) {
  const { target, resolution, traits } = call
  const { status, headers } = resolution
  const nowMs = engine.clock.nowMs()
  return respond({ site: target.site, entry, outcome, routing: { status, headers }, nowMs, request, traits })
}
