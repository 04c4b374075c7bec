import { createMemoryBlobStore } from '@/lib/adapters/memory/blob-store'
import { createMemoryEntryStore } from '@/lib/adapters/memory/entry-store'
import { createMemoryJournal } from '@/lib/adapters/memory/journal'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { createMemoryPacker } from '@/lib/adapters/memory/packer'
import type {
  Deployment,
  FunctionRef,
  HeaderPair,
  Output,
  PrerenderConfig,
  PrerenderOutput,
  Site,
} from '@/lib/engine/deployment'
import { type Engine, type EngineEvent, Shortcuts } from '@/lib/engine/engine'
import { handleRequest } from '@/lib/engine/handle-request'
import type { PurgeMode, Selector } from '@/lib/engine/journal'
import type { JournalView } from '@/lib/engine/journal-view'
import { JournalView as View } from '@/lib/engine/journal-view'
import type { FunctionCall, FunctionFailure, FunctionResponse } from '@/lib/engine/ports'
import { RegionCache } from '@/lib/engine/region-cache'
import type { EngineResponse } from '@/lib/engine/request'
import type { Router } from '@/lib/engine/routing/router'
import { Collapser } from '@/lib/engine/steps/collapse'
import { Meter } from '@/lib/engine/tally'

/** What a function answers in memory: a body with status and headers, or a failure. */
export type Answer =
  | FunctionFailure
  | {
      readonly body: string
      readonly status?: number
      readonly headers?: readonly HeaderPair[]
      readonly tags?: readonly string[]
    }

export type MemoryEdgeOptions = {
  readonly outputs: readonly Output[]
  readonly answer: (call: FunctionCall) => Answer | Promise<Answer>
  readonly startMs?: number
}

export const HOST = 'shop.test'
export const PROJECT = 'prj_shop'
export const DEPLOYMENT = 'dpl_000000000001'
export const TOKEN = 'a-bypass-token-of-more-than-32-characters'
const START_MS = Date.UTC(2026, 10, 20)

/** One edge with everything in memory and a clock that stands still: for tests of the engine as a whole. */
export function createMemoryEdge(options: MemoryEdgeOptions) {
  const clock = createManualClock(options.startMs ?? START_MS)
  const journal = createMemoryJournal(clock)
  const entries = createMemoryEntryStore(journal)
  const blobs = createMemoryBlobStore()
  const view: JournalView = new View()
  const calls: FunctionCall[] = []
  const events: EngineEvent[] = []
  const working = new Set<Promise<unknown>>()
  let ids = 0

  const site: Site = {
    domain: HOST,
    projectId: PROJECT,
    environment: 'production',
    deployment: deploymentOf(options.outputs),
  }
  /** Reads the journal as an edge does when the doorbell rings. */
  const sync = async () => {
    const beganAtMs = clock.nowMs()
    view.apply(await journal.readAfter(view.seq), beganAtMs)
  }
  const engine: Engine = {
    clock,
    sites: { find: (host) => (host === HOST ? site : undefined) },
    entries,
    blobs,
    packer: createMemoryPacker(),
    journal,
    functions: {
      async invoke(call) {
        calls.push(call)
        return toResponse(await options.answer(call))
      },
    },
    ids: { next: () => `inv_${++ids}` },
    view,
    region: new RegionCache(64 * 1024 * 1024),
    shortcuts: new Shortcuts(),
    meter: new Meter(),
    regenerations: new Collapser(),
    fills: new Collapser(),
    catchUp: sync,
    background: (work) => {
      const settled = work.catch(() => undefined).finally(() => working.delete(settled))
      working.add(settled)
    },
    observe: (event) => events.push(event),
    settings: { variantLimit: 1_000, retryMs: 30_000, knownHosts: null },
  }

  return {
    engine,
    clock,
    journal,
    entries,
    blobs,
    calls,
    events,
    sync,
    /** Moves time on while the journal stays in reach. */
    async advance(ms: number) {
      clock.advance(ms)
      await sync()
    },
    /** Resolves when nothing runs in the background any more. */
    async settled() {
      while (working.size > 0) await Promise.all(working)
    },
    async purge(mode: PurgeMode, selector: Selector) {
      const scope = { projectId: PROJECT, domain: HOST, deploymentId: null }
      await journal.append({ mode, scope, selectors: [selector], actor: 'test', reason: null })
      await sync()
    },
    async get(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
      const rawHeaders = ['Host', HOST, ...Object.entries(headers).flat()]
      const connection = { protocol: 'http', clientIp: '127.0.0.1', body: null } as const
      const response = await handleRequest(engine, {
        method,
        host: HOST,
        authority: HOST,
        target,
        rawHeaders,
        ...connection,
      })
      return readable(response)
    },
  }
}

export type MemoryEdge = ReturnType<typeof createMemoryEdge>

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

export const FUNCTION: FunctionRef = {
  bundle: 'page',
  handler: 'index.js',
  maxDurationSeconds: 10,
  memoryMb: 128,
  shouldAddHelpers: false,
  environment: {},
}

const CONFIG: PrerenderConfig = {
  expiration: 60,
  staleExpirationSeconds: null,
  group: null,
  bypassToken: TOKEN,
  allowQuery: [],
  allowHeader: [],
  passQuery: false,
  exposeErrorBody: false,
  bypassFor: [],
  sourcePath: null,
}

/** A prerender named by its path, without a fallback. */
export function prerenderAt(
  name: string,
  config: Partial<PrerenderConfig> = {},
  more: Partial<Omit<PrerenderOutput, 'config' | 'kind'>> = {},
): PrerenderOutput {
  const plain = {
    kind: 'prerender',
    name,
    function: FUNCTION,
    fallback: null,
    groupMembers: [name],
    variant: 'html',
  } as const
  return { ...plain, config: { ...CONFIG, ...config }, ...more }
}

function deploymentOf(outputs: readonly Output[]): Deployment {
  const named = new Map(outputs.map((output) => [output.name, output]))
  return {
    id: DEPLOYMENT,
    projectId: PROJECT,
    createdSeq: 0,
    createdAtMs: START_MS,
    outputs: named,
    router: routerOf(named),
  }
}

/** Outputs answer at their names; `/items/x` leads to an output named `/items/[id]` with the capture `id`. */
function routerOf(outputs: ReadonlyMap<string, Output>): Router {
  return {
    decidingHeaders: new Set(),
    resolve: ({ path, query }) => {
      const exact = outputs.get(path)
      const [, folder, id] = path.match(/^(\/[^/]+)\/([^/]+)$/) ?? []
      const template = exact === undefined ? outputs.get(`${folder}/[id]`) : undefined
      const output = exact ?? template
      if (output === undefined) return { kind: 'not_found', status: 404, headers: [] }
      const captured = template === undefined || id === undefined ? [] : [['id', id] as const]
      return {
        kind: 'output',
        output,
        path: output.name,
        matchedPath: path,
        query: [...query.filter(([name]) => !captured.some(([own]) => own === name)), ...captured],
        routeMatches: new Map(captured),
        status: null,
        headers: [],
        requestHeaders: new Map(),
      }
    },
  }
}

function toResponse(answer: Answer): FunctionResponse | FunctionFailure {
  if ('kind' in answer) return answer
  const { body, status = 200, headers = [['content-type', 'text/html; charset=utf-8']], tags = [] } = answer
  async function* bytes() {
    yield new TextEncoder().encode(body)
  }
  return { kind: 'answered', status, headers, body: bytes(), tags: Promise.resolve(tags) }
}
