import type { WarmedPage } from '@/lib/contract/warm-ups'
import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { answerAs } from '@/lib/engine/handle-request'
import type { Meter } from '@/lib/engine/metering/tally'
import type { EngineResponse } from '@/lib/engine/request'
import { verdictOf } from '@/lib/server/jobs/warm-verdict'

const USER_AGENT = 'freshet-warm-up/1.0'
const MAX_TEXT_BYTES = 50 * 1024 * 1024

/** Asks one site for its pages as nobody, on whatever deployment: what is asked counts as no visit. */
export class WarmSite {
  readonly #engine: Engine
  readonly #site: Site
  readonly #monotonicMs: () => number
  /** Why pages could not be made, by path: the answer to a visitor does not tell. */
  readonly #failures = new Map<string, string>()

  constructor(engine: Engine, site: Site, monotonicMs: () => number) {
    this.#site = site
    this.#monotonicMs = monotonicMs
    this.#engine = {
      ...engine,
      meter: unvisited(engine.meter),
      observe: (event) => {
        if (event.type === 'regeneration_failed') this.#failures.set(event.path, event.message)
        engine.observe(event)
      },
    }
  }

  /** Makes a page unless it is fresh. What goes wrong is part of the answer. */
  async warm(target: string): Promise<WarmedPage> {
    const beganAtMs = this.#monotonicMs()
    const page = { domain: this.#site.domain, target }
    const took = () => Math.round(this.#monotonicMs() - beganAtMs)
    try {
      const response = await this.#ask(target)
      const bytes = await readToEnd(response)
      const { status, outcome } = response
      const verdict = verdictOf(status, outcome)
      const message = verdict === 'failed' ? this.#whyFailed(target, response) : null
      return { ...page, verdict, status, ms: took(), bytes, message }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return { ...page, verdict: 'failed', status: null, ms: took(), bytes: 0, message: `It broke off: ${why}` }
    }
  }

  /** The text of a file of the site; `undefined` when it has none. */
  async text(target: string): Promise<string | undefined> {
    const response = await this.#ask(target)
    const chunks: Uint8Array[] = []
    const sizeBytes = await readToEnd(response, (chunk) => chunks.push(chunk))
    if (response.status !== 200 || sizeBytes > MAX_TEXT_BYTES) return undefined
    return new TextDecoder().decode(Buffer.concat(chunks))
  }

  #whyFailed(target: string, { status, outcome }: EngineResponse): string {
    const path = target.split('?')[0] ?? target
    const told = this.#failures.get(path) ?? this.#failures.get(decoded(path))
    if (told !== undefined) return told
    if (outcome.reason === 'control_lost') return 'The journal could not be read, so nothing is made meanwhile.'
    if (outcome.status === 'STALE') return 'It failed moments ago, and is not tried again yet.'
    return `It answered ${status}.`
  }

  async #ask(target: string): Promise<EngineResponse> {
    const { domain } = this.#site
    const request = {
      method: 'GET',
      host: domain,
      authority: domain,
      target,
      rawHeaders: ['host', domain, 'user-agent', USER_AGENT],
      protocol: 'https',
      clientIp: '127.0.0.1',
      body: null,
      cause: 'warm_up',
    } as const
    return answerAs(this.#engine, request, this.#site)
  }
}

/** Counts calls and units as they are, and visits not at all: what is asked for most is what visitors ask for. */
function unvisited(meter: Meter): Meter {
  return new Proxy(meter, {
    get(target, name) {
      if (name === 'served') return () => {}
      const member: unknown = Reflect.get(target, name, target)
      // Of the meter itself: another object has none of what is private to it.
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

async function readToEnd({ body }: EngineResponse, take: (chunk: Uint8Array) => void = () => {}): Promise<number> {
  if (body === null) return 0
  if (body instanceof Uint8Array) {
    take(body)
    return body.byteLength
  }
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength
    if (sizeBytes <= MAX_TEXT_BYTES) take(chunk)
  }
  return sizeBytes
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
