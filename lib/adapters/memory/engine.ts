import { createMemoryBlobStore } from '@/lib/adapters/memory/blob-store'
import { createMemoryBypassTokens } from '@/lib/adapters/memory/bypass-tokens'
import { CLOSED_DOOR } from '@/lib/adapters/memory/door'
import { createMemoryEntryStore } from '@/lib/adapters/memory/entry-store'
import { createMemoryJournal } from '@/lib/adapters/memory/journal'
import { createMemoryLeases } from '@/lib/adapters/memory/leases'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { createMemoryPacker } from '@/lib/adapters/memory/packer'
import { HOST, PROJECT, START_MS, siteOf } from '@/lib/adapters/memory/site'
import { createStreamPacker } from '@/lib/adapters/memory/stream-packer'
import { createMemoryValueStore } from '@/lib/adapters/memory/value-store'
import type { Deployment, HeaderPair, Output } from '@/lib/engine/deployment'
import {
  createEngine,
  type Engine,
  type EngineEvent,
  type EngineSettings,
  type Outside,
  obeyStored,
} from '@/lib/engine/engine'
import { handleRequest } from '@/lib/engine/handle-request'
import type { ImageOptimizer } from '@/lib/engine/images/optimizer'
import type {
  EarlierAssets,
  EntryStore,
  FunctionCall,
  FunctionFailure,
  FunctionResponse,
  FunctionRuntime,
  OriginCall,
  OriginFailure,
  Origins,
  RenderPart,
} from '@/lib/engine/ports'
import type { Door } from '@/lib/engine/protection/door'
import type { PurgeMode, Selector } from '@/lib/engine/purges/journal'
import { JournalView } from '@/lib/engine/purges/journal-view'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import type { RouteRule } from '@/lib/engine/routing/route-rule'

/** What a function answers in memory: a body with status and headers, or a failure. */
export type Answer = FunctionFailure | Reply

export type Reply = {
  readonly body: string
  readonly status?: number
  readonly headers?: readonly HeaderPair[]
  readonly tags?: readonly string[]
  readonly parts?: readonly RenderPart[]
  /** Lower than the call's when the function read something older. */
  readonly stamp?: number
  /** The body breaks off at its end. */
  readonly isCutOff?: boolean
}

/** What edges of one fleet share. */
export type MemoryFleet = Omit<ReturnType<typeof createMemoryFleet>, 'entries'> & { readonly entries: EntryStore }

export type MemoryEdgeOptions = {
  /** Of the same fleet as this one; absent: a fleet of its own. */
  readonly beside?: MemoryFleet
  readonly edgeId?: string
  readonly outputs: readonly Output[]
  /** A routing table; without one outputs answer at their names. */
  readonly rules?: readonly RouteRule[]
  /** What the deployment has beside outputs and routes. */
  readonly deployment?: Partial<Deployment>
  readonly answer: (call: FunctionCall) => Answer | Promise<Answer>
  readonly startMs?: number
  /** Absent: no image can be worked on. */
  readonly optimize?: ImageOptimizer['optimize']
  /** What other servers answer. */
  readonly origin?: (call: OriginCall) => Reply | OriginFailure
  /** Absent: no other deployment has a file. */
  readonly earlierAsset?: EarlierAssets['find']
  /** Whom it lets in. Absent: nobody. */
  readonly door?: Door
  /** Whether the host is a protected one; unless said it is where there is a door. */
  readonly isProtected?: boolean
}

const SETTINGS: EngineSettings = {
  regionCacheBytes: 64 * 1024 * 1024,
  valueMemoryBytes: 16 * 1024 * 1024,
  variantLimit: 1_000,
  retryMs: 30_000,
  knownHosts: null,
  dashboardUrl: 'http://dashboard.test',
}

const SCOPE = { projectId: PROJECT, environment: null, domain: HOST, deploymentId: null }

/** One edge with everything in memory and a clock that stands still: for tests of the engine as a whole. */
export function createMemoryEdge(options: MemoryEdgeOptions) {
  const { edgeId = 'edge', beside = createMemoryFleet(options.startMs) } = options
  const { clock, journal, entries, leases, bypassTokens } = beside
  const blobs = createMemoryBlobStore()
  const view = new JournalView(edgeId)
  const calls: FunctionCall[] = []
  const originCalls: OriginCall[] = []
  const events: EngineEvent[] = []
  const work = backgroundWork()
  let [ids, announcementCount] = [0, 0]
  const { door = CLOSED_DOOR } = options
  const site = siteFor(options)
  /** Reads the journal as an edge does when the doorbell rings. */
  const sync = async () => {
    const beganAtMs = clock.nowMs()
    obeyStored(engine, view.apply(await journal.readAfter(view.seq, view.heard), beganAtMs).stored)
  }
  const outside: Outside = {
    clock,
    sites: { find: (host) => (host === HOST ? site : undefined) },
    entries,
    leases: leases.of(edgeId),
    bypassTokens,
    door,
    values: createMemoryValueStore(journal),
    blobs,
    packer: createMemoryPacker(),
    streamPacker: createStreamPacker(),
    journal,
    functions: functionsOf(options.answer, calls),
    images: { optimize: async (job) => (await options.optimize?.(job)) ?? NO_IMAGES },
    origins: originsOf(options.origin, originCalls),
    earlierAssets: { find: async (...wanted) => options.earlierAsset?.(...wanted) },
    ids: { next: () => `inv_${++ids}` },
    catchUp: sync,
    announce: (keys) => work.add(journal.announce(edgeId, { n: ++announcementCount, keys })),
    background: work.add,
    observe: (event) => events.push(event),
    settings: SETTINGS,
  }
  const engine = createEngine(outside, view)

  return {
    engine,
    site,
    clock,
    journal,
    entries,
    leases,
    bypassTokens,
    blobs,
    calls,
    originCalls,
    events,
    sync,
    /** Moves time on while the journal stays in reach. */
    async advance(ms: number) {
      clock.advance(ms)
      leases.wake()
      await sync()
    },
    /** Resolves when nothing runs in the background any more. */
    settled: work.settled,
    async purge(mode: PurgeMode, selector: Selector, deleteAtMs: number | null = null) {
      await journal.append({ mode, deleteAtMs, scope: SCOPE, selectors: [selector], actor: 'test', reason: null })
      await sync()
    },
    ...visitorOf(engine),
  }
}

function functionsOf(answer: MemoryEdgeOptions['answer'], calls: FunctionCall[]): FunctionRuntime {
  return {
    async invoke(call) {
      calls.push(call)
      return toResponse(await answer(call), call.stamp)
    },
  }
}

function siteFor({ outputs, rules, deployment, door, isProtected = door !== undefined }: MemoryEdgeOptions) {
  return { ...siteOf(outputs, rules, deployment), isProtected }
}

/** How tests ask an engine. */
function visitorOf(engine: Engine) {
  return {
    request: (target: string) => requestFor(target, {}, 'GET'),
    async get(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
      return readable(await handleRequest(engine, requestFor(target, headers, method)))
    },
    async post(target: string, headers: Readonly<Record<string, string>>, text: string) {
      const body = chunksOf(new TextEncoder().encode(text))
      return readable(await handleRequest(engine, { ...requestFor(target, headers, 'POST'), body }))
    },
  }
}

/** What edges of one fleet share, before there is one. */
export function createMemoryFleet(startMs = START_MS) {
  const clock = createManualClock(startMs)
  const journal = createMemoryJournal(clock)
  const [entries, leases] = [createMemoryEntryStore(journal), createMemoryLeases(clock)]
  return { clock, journal, entries, leases, bypassTokens: createMemoryBypassTokens() }
}

async function* chunksOf(bytes: Uint8Array) {
  yield bytes
}

const NO_IMAGES = { kind: 'failed', reason: 'unavailable', message: 'No image can be worked on.' } as const
const UNKNOWN_ORIGIN: OriginFailure = { kind: 'failed', reason: 'origin_unknown', message: 'No such host.' }

function originsOf(answer: MemoryEdgeOptions['origin'], calls: OriginCall[]): Origins {
  return {
    async call(call) {
      calls.push(call)
      return toResponse<OriginFailure>(answer?.(call) ?? UNKNOWN_ORIGIN)
    },
  }
}

function requestFor(target: string, headers: Readonly<Record<string, string>>, method: string): EngineRequest {
  const rawHeaders = ['Host', HOST, ...Object.entries(headers).flat()]
  const connection = { protocol: 'http', clientIp: '127.0.0.1', body: null } as const
  return { method, host: HOST, authority: HOST, target, rawHeaders, ...connection }
}

function backgroundWork() {
  const running = new Set<Promise<unknown>>()
  return {
    add(work: Promise<unknown>) {
      const settled = work.catch(() => undefined).finally(() => running.delete(settled))
      running.add(settled)
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

/** A response as a test wants to look at it. `outcome` reads `STALE stale_tag`. */
export type Readable = {
  readonly status: number
  readonly outcome: string
  readonly body: string
  readonly headers: Headers
}

async function readable(response: EngineResponse): Promise<Readable> {
  const { outcome, body, status } = response
  const headers = new Headers()
  for (let index = 0; index < response.headers.length; index += 2) {
    headers.append(response.headers[index] ?? '', response.headers[index + 1] ?? '')
  }
  const reason = outcome.reason === null ? '' : ` ${outcome.reason}`
  return { status, headers, outcome: `${outcome.status}${reason}`, body: await textOf(body) }
}

async function textOf(body: EngineResponse['body']): Promise<string> {
  if (body === null) return ''
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  let text = ''
  for await (const chunk of body) text += new TextDecoder().decode(chunk)
  return text
}

const HTML: readonly HeaderPair[] = [['content-type', 'text/html; charset=utf-8']]

function toResponse<Failure extends FunctionFailure | OriginFailure>(
  answer: Reply | Failure,
  callStamp = 0,
): FunctionResponse | Failure {
  if ('kind' in answer) return answer
  const { body, status = 200, headers = HTML, tags = [], parts = [], stamp = callStamp, isCutOff } = answer
  async function* bytes() {
    yield new TextEncoder().encode(body)
    if (isCutOff === true) throw new Error('The function host ended.')
  }
  return {
    kind: 'answered',
    status,
    headers,
    body: bytes(),
    tags: Promise.resolve(tags),
    parts: Promise.resolve(parts),
    stamp: Promise.resolve(stamp),
  }
}
