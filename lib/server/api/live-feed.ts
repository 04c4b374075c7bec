import { setTimeout as pause } from 'node:timers/promises'
import { eventText } from '@/lib/contract/event-stream'
import type { LiveEdge, LiveMessage, LiveRequest } from '@/lib/contract/live'
import { Ring } from '@/lib/engine/tail/ring'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { instant } from '@/lib/ops/instant'
import type { OpenedLive } from '@/lib/ops/live/open-live'
import { toLiveRequest } from '@/lib/ops/live/to-live-request'

export type LiveFeedOptions = {
  /** Which edges to read. Called again every ten seconds, so that lost rights and new edges are noticed. */
  readonly open: () => Promise<OpenedLive>
  readonly watch: OpsContext['edges']['watchRequests']
  /** The last that the reader saw before it came back, by the database's clock. */
  readonly lastSeenMs: number | undefined
  /** What edges remember since then comes first. */
  readonly sinceMs: number | undefined
  readonly timing?: Partial<Timing>
}

type Timing = { readonly renewMs: number; readonly retryMs: number; readonly stalledMs: number }

const TIMING: Timing = { renewMs: 10_000, retryMs: 1_000, stalledMs: 20_000 }
/** Requests that wait for the reader. */
const WAITING = 1_000
/** Instants of two edges may differ a little; what is told twice has the same id. */
const OVERLAP_MS = 2_000

type Source = { readonly edge: OpenedLive['edges'][number]; readonly stop: AbortController; state: LiveEdge['state'] }

/**
 * The requests of all running edges as one stream of events for one reader. For a slow reader it holds a bounded number and
 * says how many it dropped; for one that stops reading it ends.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions
  readonly #timing: Timing
  readonly #sources = new Map<string, Source>()
  readonly #requests = new Ring<LiveRequest>(WAITING)
  #told: LiveMessage[] = []
  #dropped = 0
  #isBeatDue = true
  #isOver = false
  #waiting: PromiseWithResolvers<void> | undefined
  #takenAtMs = performance.now()
  /** The database's clock, carried on by ours. */
  #clock = { nowMs: 0, atMs: 0 }
  readonly #timer: NodeJS.Timeout

  constructor(options: LiveFeedOptions, opened: OpenedLive) {
    this.#options = options
    this.#timing = { ...TIMING, ...options.timing }
    this.#readClock(opened)
    const { lastSeenMs } = options
    if (lastSeenMs !== undefined && lastSeenMs < opened.nowMs) {
      const [from, until] = [instant(lastSeenMs), instant(opened.nowMs)]
      this.#told.push({ event: 'gap', data: { from, until, seconds: (opened.nowMs - lastSeenMs) / 1_000 } })
    }
    this.#follow(opened)
    this.#timer = setInterval(() => void this.#renew(), this.#timing.renewMs)
  }

  /** The next events, as text; `undefined` once it is over. */
  async next(): Promise<string | undefined> {
    this.#takenAtMs = performance.now()
    while (!this.#isOver && !this.#hasNews()) {
      this.#waiting = Promise.withResolvers()
      await this.#waiting.promise
    }
    this.#takenAtMs = performance.now()
    return this.#hasNews() ? this.#take() : undefined
  }

  /** Whether it tells nothing new any more. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Nobody reads any more. */
  stop(): void {
    this.#isOver = true
    clearInterval(this.#timer)
    for (const { stop } of this.#sources.values()) stop.abort()
    this.#waiting?.resolve()
  }

  #take(): string {
    const { kept, dropped } = this.#requests.take()
    const count = dropped + this.#dropped
    const messages: LiveMessage[] = [
      ...this.#told.filter(({ event }) => event !== 'end'),
      ...(count > 0 ? [{ event: 'dropped' as const, data: { count } }] : []),
      ...kept
        .toSorted((one, other) => one.at.localeCompare(other.at))
        .map((data) => ({ event: 'request' as const, data })),
      ...this.#told.filter(({ event }) => event === 'end'),
    ]
    this.#told = []
    this.#dropped = 0
    this.#isBeatDue = false
    return `${messages.map(eventText).join('')}id: ${instant(this.#nowMs())}\n\n`
  }

  #hasNews(): boolean {
    return this.#told.length > 0 || this.#requests.size > 0 || this.#dropped > 0 || this.#isBeatDue
  }

  #wake(): void {
    this.#waiting?.resolve()
    this.#waiting = undefined
  }

  #follow({ edges, filter }: OpenedLive): void {
    for (const [id, { stop }] of this.#sources) {
      if (edges.some((edge) => edge.id === id)) continue
      stop.abort()
      this.#sources.delete(id)
      this.#reportEdges()
    }
    for (const edge of edges) {
      if (this.#sources.has(edge.id)) continue
      const source: Source = { edge, stop: new AbortController(), state: 'connecting' }
      this.#sources.set(edge.id, source)
      void this.#read(source, filter)
    }
    if (edges.length === 0) this.#reportEdges()
  }

  /** Reads one edge until it goes, again and again where it does not answer. */
  async #read(source: Source, filter: OpenedLive['filter']): Promise<void> {
    const { signal } = source.stop
    const { lastSeenMs, sinceMs } = this.#options
    let fromMs = lastSeenMs === undefined ? sinceMs : lastSeenMs - OVERLAP_MS
    while (!signal.aborted) {
      try {
        const batches = this.#options.watch(source.edge.controlUrl, { filter, sinceMs: fromMs }, signal)
        for await (const { requests, dropped } of batches) {
          this.#setState(source, 'reading')
          fromMs = this.#nowMs() - OVERLAP_MS
          this.#dropped += dropped
          for (const told of requests) this.#requests.push(toLiveRequest(told, source.edge))
          if (requests.length > 0 || dropped > 0) this.#wake()
        }
      } catch {
        // Whatever it was: the edge is named as one that does not answer, and asked again.
      }
      if (signal.aborted) return
      this.#setState(source, 'unreachable')
      await pause(this.#timing.retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  #setState(source: Source, state: LiveEdge['state']): void {
    if (source.state === state) return
    source.state = state
    this.#reportEdges()
  }

  #reportEdges(): void {
    const edges = [...this.#sources.values()].map(({ edge: { id, region }, state }) => ({ id, region, state }))
    this.#told = [...this.#told.filter(({ event }) => event !== 'edges'), { event: 'edges', data: { edges } }]
    this.#wake()
  }

  async #renew(): Promise<void> {
    if (this.#hasNews() && performance.now() - this.#takenAtMs > this.#timing.stalledMs) {
      this.stop()
      return
    }
    this.#isBeatDue = true
    this.#wake()
    try {
      const opened = await this.#options.open()
      if (this.#isOver) return
      this.#readClock(opened)
      this.#follow(opened)
    } catch (error) {
      // Without the database nobody can tell whether rights have ended: edges are read on, as pages are served on.
      if (error instanceof OpError) this.#end(error.message)
    }
  }

  #end(message: string): void {
    this.#told.push({ event: 'end', data: { reason: 'not_allowed', message } })
    this.stop()
  }

  #readClock({ nowMs }: OpenedLive): void {
    this.#clock = { nowMs, atMs: performance.now() }
  }

  #nowMs(): number {
    return this.#clock.nowMs + performance.now() - this.#clock.atMs
  }
}
