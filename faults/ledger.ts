/** A page is purged by invalidations, by deletions, or never; one that is short-lived is made anew all the time. */
export type PageKind = 'steady' | 'short' | 'edited' | 'deleted'

export type Page = { readonly kind: PageKind; readonly name: string; readonly path: string }

const COUNTS: Readonly<Record<PageKind, number>> = { steady: 3, short: 2, edited: 6, deleted: 2 }

/** Every page of the site under test. */
export const PAGES: readonly Page[] = (['steady', 'short', 'edited', 'deleted'] as const).flatMap((kind) =>
  Array.from({ length: COUNTS[kind] }, (_, index) => ({
    kind,
    name: `${kind}-${index}`,
    path: `/${kind}/${kind}-${index}`,
  })),
)

export const PURGED = PAGES.filter(({ kind }) => kind === 'edited' || kind === 'deleted')

/**
 * An edge calls nothing a HIT 2 s after it last began to read the journal (architecture: T of the degraded state). So what is
 * asked for later than that after a purge's 2xx is answered by an edge that knows the purge, or that says it is out of touch.
 */
export const OBEYED_MS = 2_000

type Acknowledged = { readonly value: number; readonly atMs: number }

/** What was promised so far: the editions that purges made old, and the deployment that is shown. */
export class Ledger {
  readonly #editions = new Map<string, number>()
  readonly #acknowledged = new Map<string, Acknowledged[]>()
  #seqs: number[] = []
  #shown: readonly string[]
  #settledAtMs = 0
  #lossCount = 0

  constructor(deploymentId: string) {
    this.#shown = [deploymentId]
  }

  /** Numbers of all purges that were answered 2xx. */
  get seqs(): readonly number[] {
    return this.#seqs
  }

  /** The database is to be as it was earlier: what was acknowledged since is lost, and nobody is to blame. */
  forget(): void {
    this.#seqs = []
    this.#acknowledged.clear()
    this.#lossCount += 1
  }

  /** How often what was promised was lost: a promise from before the last time holds no more. */
  get lossCount(): number {
    return this.#lossCount
  }

  /** What a render that begins now finds written. */
  editionOf(name: string): number {
    return this.#editions.get(name) ?? 1
  }

  edit(name: string): number {
    const edition = this.editionOf(name) + 1
    this.#editions.set(name, edition)
    return edition
  }

  /** A purge for this edition was answered 2xx, now. */
  acknowledgePurge(name: string, edition: number, seq: number): void {
    this.#seqs.push(seq)
    const list = this.#acknowledged.get(name) ?? []
    this.#acknowledged.set(name, [...list, { value: edition, atMs: performance.now() }])
  }

  /** No older edition may be a HIT in the answer to a request that is sent now. */
  oldestFresh(name: string): number {
    const due = performance.now() - OBEYED_MS
    const list = this.#acknowledged.get(name) ?? []
    return Math.max(1, ...list.filter(({ atMs }) => atMs <= due).map(({ value }) => value))
  }

  /** Somebody asks for a deployment to be shown; until that is answered 2xx, both are right. */
  beginPromotion(deploymentId: string): void {
    this.#shown = [...new Set([...this.#shown, deploymentId])]
  }

  acknowledgePromotion(deploymentId: string): void {
    this.#shown = [deploymentId]
    this.#settledAtMs = performance.now()
  }

  /** The deployments that an edge in touch may show in answer to a request that is sent now; `undefined`: any. */
  shownNow(): readonly string[] | undefined {
    return performance.now() - this.#settledAtMs > OBEYED_MS ? this.#shown : undefined
  }

  get shown(): readonly string[] {
    return this.#shown
  }
}
