import { START_MS } from '@/lib/adapters/memory/site'
import type { Status } from '@/lib/engine/outcome'
import type { Scope, Selector } from '@/lib/engine/purges/journal'
import { BUILD_COPIES, type DeploymentId, DOCS, DOMAINS, type Doc, type Page } from './pages'
import { type Pin, Pins } from './pins'
import { covers } from './reach'

type Versions = Readonly<Partial<Record<Doc, number>>>

/** A text that a function, or a build, made: what it showed, and when it was done. */
export type Made = {
  readonly versions: Versions
  readonly deployment: DeploymentId
  /** `null`: whatever domain shows the deployment. */
  readonly domain: string | null
  /** The newest that made it. */
  readonly invocation: string
}

type Purge = {
  readonly seq: number
  readonly mode: 'invalidate' | 'delete'
  readonly deleteAtMs: number | null
  readonly scope: Scope
  readonly selectors: readonly Selector[]
  readonly atMs: number
  /** What the documents were when it became durable: whoever obeys it shows these, or newer ones. */
  readonly versions: Versions
  readonly isByOperator: boolean
  /** The row that took it back; `null`: it stands. */
  undoneBySeq: number | null
}

/** One answer of an edge, with what was true when it was asked for. Times are the database's own. */
export type Answer = {
  readonly domain: string
  readonly page: Page
  readonly target: string
  readonly status: Status | 'NONE'
  readonly code: number
  readonly text: string
  /** The purges that the edge had read of. */
  readonly knownSeq: number
  readonly askedMs: number
  readonly answeredMs: number
  /** When the last read of the journal began that the edge had applied as it answered. */
  readonly confirmedMs: number
  /** When the edge was last out of touch. */
  readonly wasAway: { readonly fromMs: number; readonly untilMs: number }
  /** The edge had yet to hear that the database was put back: what it goes by is of before, as far as it may call that fresh. */
  readonly isOfBefore: boolean
  /** A function failed that edge meanwhile, or nobody could tell which site it is. */
  readonly mayFail: boolean
  /** What the page must show at least: whoever revalidates on demand wants what is there when they ask. */
  readonly atLeast: Versions
}

/** An edge that could not read the journal for so long may call nothing fresh. */
const CONTROL_LOST_AFTER_MS = 2_000
/** Edges know the time of the database as well as their slowest read tells, each with an error of its own. */
const CLOCK_ERROR_MS = 1_100
/** A page that is rendered may wait for the store until it is dated: as long as an edge waits for an answer. */
const DATED_AFTER_MS = 5_000
/** A host that moved is heard of, and then looked up again, within this time, or forgotten. */
const MOVED_MS = CONTROL_LOST_AFTER_MS + 5_000 + CLOCK_ERROR_MS

/**
 * What must be true, as simply as it can be said: no stamps, no marks, no entries. It knows what documents said at each purge and
 * what each text shows of them.
 */
export class Model {
  readonly versions: Record<Doc, number>
  readonly #made = new Map<string, Made>()
  readonly #endedMs = new Map<string, number>([['build', START_MS]])
  readonly #purges: Purge[] = []
  readonly #pins = new Pins()
  readonly #shown = new Map<string, { readonly atMs: number; readonly deployment: DeploymentId }[]>()

  constructor() {
    this.versions = { news: 1, 'item:1': 1, 'item:2': 1, about: 1, stock: 1 }
    for (const { deployment, text } of BUILD_COPIES) {
      this.#made.set(text, { versions: { about: 1 }, deployment, domain: null, invocation: 'build' })
    }
    for (const { host } of DOMAINS) this.#shown.set(host, [{ atMs: START_MS, deployment: 'dpl_one' }])
  }

  /** Purges of operators that nobody undid. */
  get standing(): readonly number[] {
    return this.#purges
      .filter(({ undoneBySeq, isByOperator }) => isByOperator && undoneBySeq === null)
      .map(({ seq }) => seq)
  }

  purged(purge: Omit<Purge, 'versions' | 'undoneBySeq'>): void {
    this.#purges.push({ ...purge, versions: { ...this.versions }, undoneBySeq: null })
  }

  undone(seq: number, undoneBySeq: number): void {
    for (const purge of this.#purges) if (purge.seq === seq) purge.undoneBySeq = undoneBySeq
  }

  /** What came after this number never was. Documents are what they are: they live elsewhere. */
  putBack(seq: number, shown: readonly (readonly [host: string, deployment: DeploymentId])[], atMs: number): void {
    const kept = this.#purges.filter((purge) => purge.seq <= seq)
    this.#purges.splice(0, this.#purges.length, ...kept)
    for (const purge of kept) if (purge.undoneBySeq !== null && purge.undoneBySeq > seq) purge.undoneBySeq = null
    this.#pins.dropAfter(seq)
    for (const [host, deployment] of shown) this.moved(host, deployment, atMs)
  }

  pinned(pin: Pin): void {
    this.#pins.add(pin)
  }

  moved(domain: string, deployment: DeploymentId, atMs: number): void {
    this.#shown.get(domain)?.push({ atMs, deployment })
  }

  /** A function finished a text, perhaps one that was made before. All texts of an invocation are of the time of its last. */
  made(text: string, made: Made, atMs: number): void {
    this.#made.set(text, made)
    this.#endedMs.set(made.invocation, atMs)
  }

  /** Whether this is what an edge shows that knows of everything: the newest, or what was pinned. */
  isInOrder(shown: Pick<Answer, 'domain' | 'page' | 'target' | 'text'>, nowMs: number): boolean {
    const { domain, target, text } = shown
    const deployment = this.#shown.get(domain)?.at(-1)?.deployment
    const chosen = deployment && this.#pins.chosen({ ...shown, deployment }, target)
    if (chosen === undefined) return this.#showsNewest(text)
    const now = { ...shown, knownSeq: Number.POSITIVE_INFINITY }
    if (!this.#mayBeHidden(chosen.pin, { ...now, answeredMs: nowMs })) return text === chosen.text
    // The deadline of a deletion may be a moment away.
    const isHidden = this.#mayBeHidden(chosen.pin, { ...now, answeredMs: nowMs - 2 * CLOCK_ERROR_MS })
    return this.#showsNewest(text) || (!isHidden && text === chosen.text)
  }

  #showsNewest(text: string): boolean {
    const made = this.#made.get(text)
    return made !== undefined && DOCS.every((doc) => (made.versions[doc] ?? this.versions[doc]) === this.versions[doc])
  }

  /** What is wrong with an answer; `undefined` when nothing is. */
  faultOf(answer: Answer): string | undefined {
    const { code, text } = answer
    if (code >= 500) return answer.mayFail ? undefined : `answered ${code} though nothing had failed`
    const made = this.#made.get(text)
    if (code !== 200 || made === undefined) return `answered ${code} with a text that nobody made: ${text}`
    if (made.domain !== null && made.domain !== answer.domain) return 'showed the page of another domain'
    if (answer.isOfBefore) return this.#timeFault(answer, made)
    return (
      orderFault(answer, made) ??
      this.#purgeFault(answer, made) ??
      this.#pinFault(answer, made) ??
      this.#deploymentFault(answer, made) ??
      this.#timeFault(answer, made)
    )
  }

  #purgeFault(answer: Answer, made: Made): string | undefined {
    const { status, askedMs } = answer
    const pin = this.#pinOf(answer, made)
    const isCalledFresh = status === 'HIT' || status === 'PRERENDER'
    for (const purge of this.#purges) {
      const isKnown = purge.seq <= answer.knownSeq
      const isOverdue = isCalledFresh && purge.atMs <= askedMs - CONTROL_LOST_AFTER_MS - 2
      if (purge.undoneBySeq !== null || !(isKnown || isOverdue) || !isRenewedBy(purge, answer, made)) continue
      if (status === 'STALE' && !isDeletion(purge, askedMs)) continue
      // Of what is pinned only a later deletion is asked.
      if (pin !== undefined && (purge.seq < pin.seq || !isDeletion(purge, askedMs))) continue
      const old = answer.page.docs.find((doc) => (made.versions[doc] ?? 0) < (purge.versions[doc] ?? 0))
      if (old === undefined) continue
      const how = `${old} of version ${made.versions[old]} as ${status}`
      return `showed ${how}, though purge ${purge.seq} (${purge.mode}) followed version ${purge.versions[old]}`
    }
    return undefined
  }

  /** Members of a page that an edge calls fresh are of one render, or of what was pinned. */
  isOneRender(asked: Pick<Answer, 'domain' | 'page' | 'knownSeq' | 'answeredMs'>, texts: readonly string[]): boolean {
    const made = texts.flatMap((text) => this.#made.get(text) ?? [])
    if (new Set(made.map(({ invocation }) => invocation)).size < 2) return true
    const [first] = made
    if (first === undefined) return true
    const rulings = this.#pins.rulings({ ...asked, deployment: first.deployment }, asked.knownSeq)
    return this.#pins.mayMix(texts, rulings, (pin) => this.#mayBeHidden(pin, asked))
  }

  #pinFault(answer: Answer, { deployment }: Made): string | undefined {
    const { status, askedMs, knownSeq } = answer
    if (status !== 'HIT' && status !== 'STALE' && status !== 'PRERENDER') return undefined
    const place = { ...answer, deployment }
    const isOverdue = ({ atMs }: Pin) => status !== 'STALE' && atMs <= askedMs - CONTROL_LOST_AFTER_MS - 2
    const overdueSeqs = this.#pins.rulings(place, 0).flatMap((pin) => (pin && isOverdue(pin) ? [pin.seq] : []))
    const rulings = this.#pins.rulings(place, Math.max(knownSeq, ...overdueSeqs))
    return this.#pins.faultOf(answer, rulings, (pin) => this.#mayBeHidden(pin, answer))
  }

  /** The pin that lets an edge show this text, whatever was invalidated and however old it is. */
  #pinOf(answer: Answer, { deployment }: Made): Pin | undefined {
    const rulings = this.#pins.rulings({ ...answer, deployment }, answer.knownSeq)
    return this.#pins.choosing(answer.text, answer.target, rulings)
  }

  /** A deletion after the pin, of which the edge does not know that it was undone. */
  #mayBeHidden(pin: Pin, asked: Pick<Answer, 'domain' | 'page' | 'knownSeq' | 'answeredMs'>): boolean {
    return this.#purges.some(
      (purge) =>
        purge.seq > pin.seq &&
        purge.mode === 'delete' &&
        (purge.deleteAtMs === null || asked.answeredMs >= purge.deleteAtMs - CLOCK_ERROR_MS) &&
        (purge.undoneBySeq === null || purge.undoneBySeq > asked.knownSeq) &&
        covers(purge, asked, pin),
    )
  }

  #timeFault(answer: Answer, made: Made): string | undefined {
    const isPinned = answer.isOfBefore
      ? this.#pins.wasChosen(answer.text, answer.target, { ...answer, deployment: made.deployment })
      : this.#pinOf(answer, made) !== undefined
    if (isPinned) return silenceFault(answer)
    return timeFault(answer, this.#endedMs.get(made.invocation) ?? 0) ?? silenceFault(answer)
  }

  #deploymentFault({ status, domain, askedMs, answeredMs, wasAway }: Answer, made: Made): string | undefined {
    const history = this.#shown.get(domain) ?? []
    // Each move starts a look-up of its own, which takes the place of the one before.
    const heardMs = wasAway.untilMs >= askedMs - MOVED_MS ? Math.min(wasAway.fromMs, askedMs) : askedMs
    const sinceMs = history.reduceRight(
      (since, { atMs }) => (atMs >= since ? Math.min(since, atMs - MOVED_MS) : since),
      heardMs - MOVED_MS,
    )
    const shown = history.filter(({ atMs }, at) => {
      const untilMs = history[at + 1]?.atMs ?? Number.POSITIVE_INFINITY
      return atMs <= answeredMs && untilMs >= sinceMs
    })
    if (shown.some(({ deployment }) => deployment === made.deployment)) return undefined
    // An edge that is out of touch does not learn that a domain moved.
    if (status !== 'HIT' && status !== 'PRERENDER') return undefined
    return `showed ${made.deployment}, which ${domain} has left`
  }
}

function orderFault({ atLeast, page }: Answer, { versions }: Made): string | undefined {
  const old = page.docs.find((doc) => (versions[doc] ?? 0) < (atLeast[doc] ?? 0))
  return old === undefined ? undefined : `revalidated on demand, and showed ${old} of before`
}

function timeFault({ status, page, askedMs }: Answer, endedMs: number): string | undefined {
  if (status !== 'HIT' && status !== 'STALE') return undefined
  const ageMs = askedMs - endedMs - DATED_AFTER_MS
  const { revalidateSeconds, expireSeconds } = page
  if (expireSeconds !== null && ageMs > expireSeconds * 1_000 + CLOCK_ERROR_MS)
    return `showed an expired page: ${ageMs} ms`
  if (status !== 'HIT') return undefined
  if (revalidateSeconds !== null && ageMs > revalidateSeconds * 1_000 + CLOCK_ERROR_MS) {
    return `called a page of ${ageMs} ms fresh`
  }
  return undefined
}

function silenceFault({ status, askedMs, confirmedMs }: Answer): string | undefined {
  if (status !== 'HIT') return undefined
  const silentMs = askedMs - confirmedMs
  return silentMs > CONTROL_LOST_AFTER_MS + 2 ? `called a page fresh ${silentMs} ms after it last heard` : undefined
}

function isDeletion({ mode, deleteAtMs }: Purge, nowMs: number): boolean {
  return mode === 'delete' && (deleteAtMs === null || nowMs >= deleteAtMs + CLOCK_ERROR_MS)
}

/** Whether a page that obeys a purge shows nothing of before. */
function isRenewedBy(purge: Purge, answer: Answer, made: Made): boolean {
  const { scope, selectors } = purge
  // One of all that a single domain or deployment shows makes its pages anew, and leaves the values that all of them share.
  const isNarrow = scope.domain !== null || scope.deploymentId !== null
  const leavesValues = isNarrow && selectors.every(({ kind }) => kind === 'all')
  return covers(purge, answer, made) && !(leavesValues && answer.page.isByDataCache === true)
}
