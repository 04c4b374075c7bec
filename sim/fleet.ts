import { Chance } from '@/lib/engine/contract-tests/chance'
import { answerHit, handleRequest } from '@/lib/engine/handle-request'
import type { EngineResponse } from '@/lib/engine/request'
import { SimEdge } from './edge'
import type { Fault } from './faults'
import { type Answer, Model } from './model'
import { DOMAINS, type Manner, type Page, requestFor } from './pages'
import { quiet, Schedule } from './schedule'
import { Truth } from './truth'

type Domain = (typeof DOMAINS)[number]

export type FleetOptions = {
  readonly seed: number
  readonly edgeCount: number
  readonly fault: Fault
  /** What visitors ask for: of few pages, more happens at once. */
  readonly pages: readonly Page[]
  readonly domains: readonly Domain[]
}

/** Edges on one database, their visitors, and the model that looks at every answer. */
export class Fleet {
  readonly chance: Chance
  readonly pages: readonly Page[]
  readonly domains: readonly Domain[]
  readonly schedule = new Schedule()
  readonly model = new Model()
  readonly truth: Truth
  readonly edges: SimEdge[] = []
  /** What went wrong first; everything after it is of no interest. */
  violation: string | undefined
  /** Paths whose function answers 500 for now. */
  readonly broken = new Set<string>()
  crashRate = 0
  /** An edge went away before it had said what it stored: what edges hold of that page may differ until it is purged. */
  isNewsLost = false
  answerCount = 0
  /** The answer to the last visitor who got one. */
  last: { readonly status: string; readonly text: string } | undefined
  /** Told of everything that happens; `null` where nobody reads it. */
  trace: ((line: string) => void) | null = null
  readonly #fault: Fault
  readonly #waiting = new Map<SimEdge, number>()
  readonly #failedPaths = new Set<string>()
  readonly #onDemand = new Map<string, number>()
  #bootCount = 0

  constructor({ seed, edgeCount, fault, pages, domains }: FleetOptions) {
    this.chance = new Chance(seed)
    this.pages = pages
    this.domains = domains
    this.#fault = fault
    this.truth = new Truth(this.model, () => this.#ringAll())
    for (let at = 0; at < edgeCount; at += 1) this.#boot(at)
  }

  get fault(): Fault {
    return this.#fault
  }

  /** Visitors who still wait for an answer. */
  get waitingCount(): number {
    return this.#waiting.values().reduce((sum, count) => sum + count, 0)
  }

  note(line: string): void {
    this.trace?.(line)
  }

  fail(violation: string): void {
    this.violation ??= violation
  }

  /** An edge and all it remembers vanish, in the middle of whatever it does; another one starts in its place. */
  replace(edge: SimEdge): void {
    const dropped = this.schedule.drop(edge)
    this.#noteLoss(dropped)
    this.#waiting.delete(edge)
    this.truth.leases.abandon(edge.name)
    this.#boot(this.edges.indexOf(edge))
  }

  /** Somebody asks an edge for one target of a page. What comes of it is for the model to judge. */
  visit(
    edge: SimEdge,
    page: Page,
    how: { readonly target: string; readonly domain: string; readonly manner: Manner },
  ): void {
    const { target, domain, manner } = how
    const { knownSeq, knownEpoch, failureCount } = edge
    const asked = { domain, page, target, knownSeq, knownEpoch, askedMs: this.truth.nowMs }
    const isOnDemand = manner === 'on_demand'
    const atLeast = isOnDemand ? { ...this.model.versions } : {}
    const name = `${edge.name} ${domain} ${page.path}`
    this.#waiting.set(edge, (this.#waiting.get(edge) ?? 0) + 1)
    if (isOnDemand) this.#onDemand.set(name, (this.#onDemand.get(name) ?? 0) + 1)
    const done = () => this.#waiting.set(edge, (this.#waiting.get(edge) ?? 1) - 1)
    Promise.resolve(handleRequest(edge.engine, requestFor(domain, target, manner))).then(
      (response) => {
        done()
        // 503: an edge that waited for another's render is told that it failed.
        const hasFailedElsewhere = response.status === 503 && this.#failedPaths.has(page.path)
        const mayFail = isOnDemand || edge.failureCount > failureCount || hasFailedElsewhere
        const what = `${edge.name} was asked ${manner} for ${domain}${target}`
        this.#look(what, { ...asked, confirmedMs: edge.confirmedMs, wasAway: edge.wasAway, mayFail, atLeast }, response)
      },
      (error: unknown) => {
        done()
        this.fail(`${edge.name} gave no answer to ${domain}${target}: ${error}`)
      },
    )
  }

  /** Looks at what an edge would call a hit at this moment, without asking anybody; gives the texts. */
  probe(edge: SimEdge, page: Page, domain: string): string[] {
    if (!edge.sites.isKnown(domain)) return []
    const { knownSeq, knownEpoch, confirmedMs, name } = edge
    const asked = {
      domain,
      page,
      knownSeq,
      knownEpoch,
      confirmedMs,
      askedMs: this.truth.nowMs,
      wasAway: edge.wasAway,
      mayFail: false,
      atLeast: {},
    }
    const texts = page.targets.flatMap((target) => {
      const response = answerHit(edge.engine, requestFor(domain, target))
      if (response === undefined) return []
      this.#look(`${name} holds ${domain}${target}`, { ...asked, target }, response)
      return [textOf(response)]
    })
    const isOfBefore = knownEpoch !== this.truth.journal.epoch
    if (!isOfBefore && !this.model.isOneRender({ ...asked, answeredMs: asked.askedMs }, texts))
      this.fail(`${name} calls ${texts} fresh, which are not of one render`)
    return texts
  }

  /** What has come to rest is the same everywhere: two edges that call a page fresh show the same one. */
  expectAgreement(): void {
    for (const { host: domain } of this.domains) {
      for (const page of this.pages) {
        const held = this.edges.flatMap((edge) => this.probe(edge, page, domain).slice(0, 1))
        const isSame = new Set(held).size <= 1
        if (!isSame && page.targets.length === 1 && !this.isNewsLost)
          this.fail(`edges do not agree: ${held.join(' / ')}`)
      }
    }
  }

  /** Time goes on. Whoever can be reached reads the journal as it does every second; whoever waited too long gives up. */
  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      this.#tick(Math.min(leftMs, STEP_MS))
      await quiet()
      // Short times leave the readings to the schedule.
      if (ms > STEP_MS) await this.schedule.passQuick()
    }
  }

  #look(
    what: string,
    asked: Omit<Answer, 'status' | 'code' | 'text' | 'answeredMs' | 'isOfBefore'> & { readonly knownEpoch: string },
    response: EngineResponse,
  ): void {
    this.answerCount += 1
    const { status, reason } = response.outcome
    const text = textOf(response)
    this.last = { status, text }
    const isOfBefore = asked.knownEpoch !== this.truth.journal.epoch
    const answered = { status, code: response.status, text, answeredMs: this.truth.nowMs }
    const fault = this.model.faultOf({ ...asked, ...answered, isOfBefore })
    if (this.trace !== null) this.note(`${what}: ${response.status} ${status} ${reason ?? ''} “${text.slice(0, 120)}”`)
    if (fault !== undefined) this.fail(`${what}, and it ${fault}`)
  }

  #tick(ms: number): void {
    this.truth.clock.advance(ms)
    for (const { link } of this.edges) link.giveUp()
    for (const edge of this.edges) edge.ring()
  }

  #noteLoss(labels: readonly string[]): void {
    if (labels.some((label) => /\bannounce|\bstore /.test(label))) this.isNewsLost = true
  }

  #boot(at: number): void {
    this.#bootCount += 1
    const name = `edge ${at + 1}${this.edges[at] === undefined ? '' : ` (start ${this.#bootCount})`}`
    const { schedule, truth, model } = this
    const edge: SimEdge = new SimEdge({
      name,
      schedule,
      truth,
      model,
      fault: this.#fault,
      fate: (page) => this.#fateOf(page),
      onPause: () => this.#tick(200),
      onCrowd: (page, count) => this.#countCrowd(edge, page, count),
    })
    this.edges[at] = edge
    edge.ring()
  }

  #fateOf({ path }: Page): 'answers' | 'answers 500' | 'crashes' {
    const fate = this.chance.happens(this.crashRate) ? 'crashes' : 'answers'
    const end = this.broken.has(path) ? 'answers 500' : fate
    if (end !== 'answers') this.#failedPaths.add(path)
    return end
  }

  /** One render that is stored, one for those who cannot wait for the store, and one for each who ever insisted on a new one. */
  #countCrowd(edge: SimEdge, page: Page, count: number): void {
    const insisting = DOMAINS.reduce(
      (sum, { host }) => sum + (this.#onDemand.get(`${edge.name} ${host} ${page.path}`) ?? 0),
      0,
    )
    // What began before a database was put back is shared with nobody who asks after that.
    if (count > (2 + insisting) * (1 + edge.engine.view.resetCount))
      this.fail(`${edge.name} ran ${count} renders of ${page.path} at once`)
  }

  #ringAll(): void {
    for (const edge of this.edges) {
      if (!edge.link.isUp.doorbell || !edge.isReady) continue
      void edge.link.wait('hears the doorbell').then(() => edge.ring())
    }
  }
}

/** Less than an edge may be out of touch for. */
const STEP_MS = 1_500

function textOf({ body }: EngineResponse): string {
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1') : ''
}
