import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import type { FaultEdge } from './installation.ts'
import { type Ledger, PAGES, type Page } from './ledger.ts'
import { HOST, readBody } from './site.ts'

export type Visit = {
  readonly status: number
  readonly cache: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The longest that a page which is in memory may take. */
const LIMIT_MS = 10_000
/** One that was deleted has to be made first: by this edge, or by another one, which may die over it. Longer is never. */
const MADE_LIMIT_MS = 60_000
const BETWEEN_MS = 15
const MOST_TOLD = 10

/** An answer that was begun and not ended. */
class BrokenOff extends Error {}

/** Asks one edge for a path. Rejects when there is no whole answer. */
export function visit(
  edge: Pick<FaultEdge, 'port'>,
  path: string,
  { agent = false, limitMs = LIMIT_MS }: { readonly agent?: Agent | false; readonly limitMs?: number } = {},
): Promise<Visit> {
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port: edge.port, path, agent, headers: { host: HOST }, timeout: limitMs },
      (incoming) => {
        const { statusCode: status = 0, headers } = incoming
        text(incoming).then(
          (body) => resolve({ status, headers, cache: String(headers['x-vercel-cache'] ?? ''), body }),
          (cause: unknown) => reject(new BrokenOff(`the answer of ${path} broke off`, { cause })),
        )
      },
    )
      .on('timeout', function (this: { destroy(error: Error): void }) {
        this.destroy(new Error(`no answer for ${path} within ${limitMs / 1_000} s`))
      })
      .on('error', reject)
      .end()
  })
}

/**
 * Visitors of all edges, one after the other at each, who know what was promised and note each answer that breaks it:
 * a page that a purge made old as HIT, a deployment that is not shown any more, a body that is not whole, and of a page
 * that is warm anything but a 200.
 */
export class Visitors {
  readonly #ledger: Ledger
  readonly #edges: readonly FaultEdge[]
  readonly #labels: ReadonlyMap<string, string>
  readonly #loops: readonly Promise<void>[]
  #isOver = false
  #answers = 0
  #slowestMs = 0
  #broken = 0
  readonly violations: string[] = []

  constructor(edges: readonly FaultEdge[], ledger: Ledger, labels: ReadonlyMap<string, string>) {
    this.#edges = edges
    this.#ledger = ledger
    this.#labels = labels
    this.#loops = this.#edges.map((edge) => this.#keepAsking(edge))
  }

  get answers(): number {
    return this.#answers
  }

  /** What the slowest answer took, in milliseconds. */
  get slowestMs(): number {
    return Math.round(this.#slowestMs)
  }

  /** Resolves when each of them has gone home. */
  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#loops)
    if (this.#broken > MOST_TOLD) this.violations.push(`and ${this.#broken - MOST_TOLD} more`)
  }

  async #keepAsking(edge: FaultEdge): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let n = 0; !this.#isOver; n++) {
      const page = PAGES[n % PAGES.length]
      if (page && edge.isUp) await this.#askOnce(edge, page, agent)
      await delay(BETWEEN_MS)
    }
    agent.destroy()
  }

  async #askOnce(edge: FaultEdge, page: Page, agent: Agent): Promise<void> {
    const asked = { edition: this.#ledger.oldestFresh(page.name), deployments: this.#ledger.shownNow() }
    const { lossCount } = this.#ledger
    const life = edge.life
    const beganMs = performance.now()
    try {
      const answer = await visit(edge, page.path, { agent, ...(page.kind === 'deleted' && { limitMs: MADE_LIMIT_MS }) })
      this.#answers++
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - beganMs)
      // Who waited until another database was there is answered by that.
      const promised = this.#ledger.lossCount === lossCount ? asked : { ...asked, edition: 1 }
      const complaint = this.#complaintOf(page, answer, promised)
      if (complaint !== undefined) this.#complain(`${edge.name} ${page.path}: ${complaint}`)
    } catch (error) {
      const isEnded = !edge.isUp || edge.life !== life
      // One that was killed cannot answer. One that was told to stop may refuse, and has to end what it began.
      const isExcused = isEnded && (edge.wasKilled || !(error instanceof BrokenOff))
      if (!isExcused) this.#complain(`${edge.name} ${page.path}: ${String(error)}`)
    }
  }

  #complaintOf(
    page: Page,
    { status, cache, headers, body }: Visit,
    promised: { readonly edition: number; readonly deployments: readonly string[] | undefined },
  ): string | undefined {
    const reason = String(headers['cache-status'] ?? '')
    // A deleted page has to be made anew, which takes a database and a function.
    if (page.kind === 'deleted' && status >= 500) return undefined
    if (Number(headers.age ?? 0) < 0) return `an age of ${headers.age}`
    if (status !== 200) return `${status} (${cache}; ${reason}) of a warm page`
    const shown = readBody(body)
    if (shown?.name !== page.name) return `a body that is not whole, or another page's (${cache})`
    const isOutOfTouch = cache === 'STALE' && reason.includes('control_lost')
    const mayBeOld = page.kind === 'edited' ? cache === 'STALE' : isOutOfTouch
    if (shown.edition < promised.edition && !mayBeOld) {
      return `edition ${shown.edition} as ${cache} (${reason}), purged for edition ${promised.edition}`
    }
    const label = shown.label
    const isShown = promised.deployments?.some((id) => this.#labels.get(id) === label) ?? true
    if (!isShown && !isOutOfTouch) return `a page of deployment ${label} as ${cache}, which is not shown any more`
    return undefined
  }

  #complain(text: string): void {
    this.#broken++
    if (this.violations.length < MOST_TOLD) this.violations.push(text)
  }
}
