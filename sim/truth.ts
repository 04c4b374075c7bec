import { createMemoryBlobStore } from '@/lib/adapters/memory/blob-store'
import { createMemoryEntryStore } from '@/lib/adapters/memory/entry-store'
import { createMemoryJournal } from '@/lib/adapters/memory/journal'
import { createMemoryLeases } from '@/lib/adapters/memory/leases'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { START_MS } from '@/lib/adapters/memory/site'
import { createMemoryValueStore } from '@/lib/adapters/memory/value-store'
import type { Site } from '@/lib/engine/deployment'
import type { EntryId, Version } from '@/lib/engine/entry'
import type { NewPurge } from '@/lib/engine/ports'
import type { JournalRow } from '@/lib/engine/purges/journal'
import type { Model } from './model'
import { BUILD_COPIES, type DeploymentId, DOMAINS, deploymentId, siteAt } from './pages'

/** Whose purges can be undone. */
export const OPERATOR = 'operator'

/** The database that all edges share. Each call takes effect at once; that it takes time is the affair of whoever calls. */
export class Truth {
  readonly clock = createManualClock(START_MS)
  readonly journal = createMemoryJournal(this.clock)
  readonly entries = createMemoryEntryStore(this.journal)
  readonly values = createMemoryValueStore(this.journal)
  readonly leases = createMemoryLeases(this.clock)
  readonly blobs = createMemoryBlobStore()
  readonly #model: Model
  readonly #pointers = new Map<string, DeploymentId>(DOMAINS.map(({ host }) => [host, 'dpl_one']))
  /** Rings at every edge that hears it. */
  readonly #ring: () => void
  readonly #appendedMs: number[] = []
  #backUp: (() => void) | undefined
  #putBackCount = 0

  constructor(model: Model, ring: () => void) {
    this.#model = model
    this.#ring = ring
    for (const { text } of BUILD_COPIES) this.blobs.put(new TextEncoder().encode(text))
  }

  get nowMs(): number {
    return this.clock.nowMs()
  }

  siteOf(host: string): Site | undefined {
    const deployment = this.#pointers.get(host)
    return deployment === undefined ? undefined : siteAt(host, deployment)
  }

  /** The purge is in the journal, and the model knows of it in the same moment. */
  async purge(purge: NewPurge): Promise<number> {
    const seq = await this.journal.append(purge)
    this.#noteTime()
    const { mode, deleteAtMs = null, scope, selectors } = purge
    const isByOperator = purge.actor === OPERATOR
    this.#model.purged({ seq, mode, deleteAtMs, scope, selectors, isByOperator, atMs: this.nowMs })
    this.#ring()
    return seq
  }

  /** `namesakes`: takes those of the same selectors along, which is wrong. */
  async undo(seq: number, { namesakes }: { readonly namesakes: boolean }): Promise<void> {
    const { rows } = await this.journal.readAfter(0)
    const selectorsOf = (row: JournalRow | undefined) => row?.kind === 'purge' && JSON.stringify(row.selectors)
    const named = selectorsOf(rows[seq - 1])
    const others = namesakes ? rows.filter((row) => row.seq !== seq && selectorsOf(row) === named) : []
    const undoneBySeqs = [seq, ...others.map((row) => row.seq)].map((undone) => this.journal.undo(undone))
    this.#noteTime()
    this.#model.undone(seq, Math.max(...undoneBySeqs))
    this.#ring()
  }

  /** The number that the journal stood at in this moment. */
  seqAt(atMs: number): number {
    return this.#appendedMs.findLastIndex((appendedMs) => appendedMs <= atMs) + 1
  }

  /** A domain shows this deployment from now on: newer or older, it is the same to it. */
  move(domain: string, deployment: DeploymentId): void {
    this.#pointers.set(domain, deployment)
    this.journal.note({ kind: 'domain', domain })
    this.#noteTime()
    this.#model.moved(domain, deployment, this.nowMs)
    this.#ring()
  }

  /** Pins one of the stored generations of a page, counted from the oldest; `null` unpins. */
  pin(id: EntryId, generation: number | null): number {
    const group = this.entries.groups.find((stored) => stored.id.groupKey === id.groupKey)
    const members = generation === null ? undefined : group?.generations[generation]
    const texts = members && new Map([...members.values()].map((entry) => [entry.id.output, textOf(entry.version)]))
    const seq = this.entries.pin(id, generation)
    this.#noteTime()
    const { domain, path } = id
    const deployment = deploymentId(id.deploymentId)
    this.#model.pinned({ seq, domain, deployment, path, texts: texts ?? null, atMs: this.nowMs })
    this.#ring()
    return seq
  }

  /** Remembers all that is stored, but for what edges told each other. */
  backUp(): void {
    const { seq } = this.journal
    const restoreEntries = this.entries.backUp()
    const restoreValues = this.values.backUp()
    const pointers = [...this.#pointers]
    this.#backUp = () => {
      restoreEntries()
      restoreValues()
      for (const [host, deployment] of pointers) this.#pointers.set(host, deployment)
      this.#appendedMs.length = seq
      this.#model.putBack(seq, pointers, this.nowMs)
      this.journal.putBack(seq, `put back ${++this.#putBackCount}`)
    }
  }

  /** The database is what it was at the last backup, under another epoch; false where there is none. Edges run on. */
  putBack(): boolean {
    this.#backUp?.()
    return this.#backUp !== undefined
  }

  async announce(edgeId: string, n: number, keys: readonly string[]): Promise<void> {
    await this.journal.announce(edgeId, { n, keys })
    this.#ring()
  }

  #noteTime(): void {
    while (this.#appendedMs.length < this.journal.seq) this.#appendedMs.push(this.nowMs)
  }
}

function textOf({ body }: Version): string {
  return new TextDecoder('latin1').decode(body.identity)
}
