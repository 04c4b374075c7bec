import { CLOSED_DOOR } from '@/lib/adapters/memory/door'
import { createMemoryPacker } from '@/lib/adapters/memory/packer'
import { createStreamPacker } from '@/lib/adapters/memory/stream-packer'
import { createFleetClock } from '@/lib/adapters/postgres/fleet-clock'
import { createEngine, type Engine, type Outside, obeyStored } from '@/lib/engine/engine'
import type { Leasing } from '@/lib/engine/fleet-ports'
import type { EntryStore } from '@/lib/engine/ports'
import { JournalView } from '@/lib/engine/purges/journal-view'
import { EdgeLink } from './edge-link'
import { EdgeSites } from './edge-sites'
import type { Fault } from './faults'
import { Functions, type FunctionsOptions } from './functions'
import type { Model } from './model'
import type { Schedule } from './schedule'
import type { Truth } from './truth'

export type EdgeOptions = {
  readonly name: string
  readonly schedule: Schedule
  readonly truth: Truth
  readonly model: Model
  /** What is wrong with this fleet; nothing, where the engine itself is looked at. */
  readonly fault: Fault
  readonly fate: FunctionsOptions['fate']
  readonly onCrowd: FunctionsOptions['onCrowd']
  /** Somebody let a moment pass. */
  readonly onPause: () => void
}

const SETTINGS = {
  variantLimit: 100,
  retryMs: 5_000,
  knownHosts: null,
  dashboardUrl: null,
  regionCacheBytes: 1e6,
  valueMemoryBytes: 1e6,
}
const NONE = (what: string) => () => Promise.reject(new Error(`There is no ${what}.`))

type Waiter = PromiseWithResolvers<void> & { readonly seq: number; readonly sinceRead: number }

/** One edge: the real engine with its view of the journal, and a world that answers when the schedule says so. */
export class SimEdge {
  readonly name: string
  readonly link: EdgeLink
  readonly engine: Engine
  /** What the model goes by: how far this edge has read, and when the last read began that it applied. */
  knownSeq = 0
  knownEpoch = ''
  confirmedMs = Number.NEGATIVE_INFINITY
  isReady = false
  /** When it was last out of touch: it could not know of what happened then until it was back. */
  wasAway = { fromMs: 0, untilMs: 0 }
  /** How often a function failed here, or the host could not be told. */
  failureCount = 0
  readonly #options: EdgeOptions
  readonly #view: JournalView
  readonly #clock
  readonly sites: EdgeSites
  #waiters: Waiter[] = []
  #reading: Promise<void> | undefined
  #hasRung = false
  #readCount = 0
  #announced: Promise<void> = Promise.resolve()
  #announcementCount = 0
  #ids = 0

  constructor(options: EdgeOptions) {
    const { name, schedule, truth, fault } = options
    this.name = name
    this.#options = options
    this.link = new EdgeLink(schedule, truth, { owner: this, name })
    this.#view = fault.view?.(name) ?? new JournalView(name)
    this.#clock = createFleetClock(() => truth.nowMs)
    this.sites = new EdgeSites((host) => this.#loadSite(host))
    const engine = createEngine(this.#outside(), this.#view)
    this.engine = fault.engine?.(engine) ?? engine
  }

  /** Reads the journal now, or once more after the read under way. */
  ring(): void {
    this.#hasRung = true
    this.#reading ??= this.#readWhileRung().finally(() => {
      this.#reading = undefined
    })
  }

  async #readWhileRung(): Promise<void> {
    while (this.#hasRung) {
      this.#hasRung = false
      await this.#readOnce().catch((error: unknown) => {
        for (const { reject } of this.#waiters.splice(0)) reject(error)
      })
    }
  }

  async #readOnce(): Promise<void> {
    const { truth, fault } = this.#options
    const beganAtMs = truth.nowMs
    const count = ++this.#readCount
    const found = await this.link.call('journal', 'read the journal', () =>
      truth.journal.readAfter(this.isReady ? this.#view.seq : Number.MAX_SAFE_INTEGER, this.#view.heard),
    )
    const read = fault.read?.(found) ?? found
    this.#clock.sync(read.nowMs, { beganAtMs, endedAtMs: truth.nowMs })
    const { rows, stored, isReset } = this.#view.apply(read, this.#clock.nowMs() - (truth.nowMs - beganAtMs))
    if (isReset) this.#forgetAll()
    if (fault.isDeafToNews !== true) obeyStored(this.engine, stored)
    for (const row of rows)
      if (row.kind === 'domain' && fault.isDeafToMoves !== true) void this.sites.refresh(row.domain)
    this.knownSeq = found.epoch === this.knownEpoch ? Math.max(this.knownSeq, found.seq) : found.seq
    this.knownEpoch = found.epoch
    if (beganAtMs - this.confirmedMs > 2_000) this.#noteAbsence()
    this.confirmedMs = beganAtMs
    this.isReady = true
    this.#settleWaiters(found.seq, count)
  }

  /** A read that began after somebody came to wait, and does not reach their number, is of another database. */
  #settleWaiters(seq: number, count: number): void {
    for (const waiter of this.#waiters.splice(0)) {
      if (waiter.seq <= seq) waiter.resolve()
      else if (waiter.sinceRead >= count) this.#waiters.push(waiter)
      else waiter.reject(new Error(`The journal stands at ${seq} and knows no number ${waiter.seq}.`))
    }
    if (this.#waiters.length > 0) this.#hasRung = true
  }

  /** The database is another one: nothing of before is held. */
  #forgetAll(): void {
    this.engine.region.clear()
    this.engine.valueMemory.clear()
    this.sites.forgetAll()
  }

  /** Absences that follow each other are one: what was missed in the first may still be looked up in the last. */
  #noteAbsence(): void {
    const { fromMs, untilMs } = this.wasAway
    const isOne = untilMs > this.confirmedMs - 10_000
    this.wasAway = { fromMs: isOne ? fromMs : this.confirmedMs, untilMs: this.#options.truth.nowMs }
  }

  async #catchUp(seq: number): Promise<void> {
    if (this.#view.seq >= seq) return
    const waiter = { ...Promise.withResolvers<void>(), seq, sinceRead: this.#readCount }
    this.#waiters.push(waiter)
    this.ring()
    await waiter.promise
  }

  async #loadSite(host: string) {
    try {
      return await this.link.call('store', `look up ${host}`, () => this.#options.truth.siteOf(host))
    } catch (error) {
      this.failureCount += 1
      throw error
    }
  }

  #outside(): Outside {
    const { truth, fault, model, name, fate, onCrowd } = this.#options
    const entries = this.#gatedEntries()
    const onFailure = () => {
      this.failureCount += 1
    }
    const functions = {
      model,
      link: this.link,
      engine: () => this.engine,
      nowMs: () => truth.nowMs,
      fate,
      onFailure,
      onCrowd,
    }
    const { values, blobs } = truth
    return {
      clock: this.#clock,
      sites: this.sites,
      leases: {
        take: (groupKey, how) => this.#takeLease(groupKey, how.takesOver),
        pause: () => this.link.wait('has paused').then(this.#options.onPause),
      },
      entries: fault.entries?.(entries, truth) ?? entries,
      values: {
        read: (id, tags) => this.link.call('store', `read the value ${id.key}`, () => values.read(id, tags)),
        write: (value, basis) =>
          this.link.call('store', `keep the value ${value.id.key}`, () => values.write(value, basis)),
        delete: (id) => this.link.call('store', `forget the value ${id.key}`, () => values.delete(id)),
      },
      blobs: { read: (sha256) => this.link.call('store', 'read a file', () => blobs.read(sha256)) },
      packer: createMemoryPacker(),
      streamPacker: createStreamPacker(),
      journal: {
        ...truth.journal,
        append: (purge) => this.link.call('journal', 'append to the journal', () => truth.purge(purge)),
      },
      functions: fault.functions?.(new Functions(functions)) ?? new Functions(functions),
      images: { optimize: NONE('image') },
      origins: { call: NONE('other server') },
      earlierAssets: { find: async () => undefined },
      door: CLOSED_DOOR,
      bypassTokens: { find: NONE('bypass token') },
      ids: { next: () => `${name}/${++this.#ids}` },
      catchUp: (seq) => this.#catchUp(seq),
      announce: (keys) => this.#announce(keys),
      background: (work) => void work.catch(() => undefined),
      observe: () => undefined,
      settings: SETTINGS,
    }
  }

  /** A lease that its edge was not told of is renewed by nobody, and runs out. */
  async #takeLease(groupKey: string, takesOver: boolean): Promise<Leasing> {
    const { truth, name } = this.#options
    let taken: Leasing | undefined
    try {
      return await this.link.call('lease', 'lease a page', async () => {
        taken = await truth.leases.of(name).take(groupKey, { takesOver })
        return taken
      })
    } catch (error) {
      if (taken?.kind === 'taken') void this.link.wait('a lease runs out').then(taken.release)
      throw error
    }
  }

  /** One announcement after the other, each until it is made. */
  #announce(keys: readonly string[]): void {
    const n = ++this.#announcementCount
    const make = async (): Promise<void> => {
      const { truth } = this.#options
      await this.link.call('store', 'announce', () => truth.announce(this.name, n, keys)).catch(make)
    }
    this.#announced = this.#announced.then(make)
  }

  #gatedEntries(): EntryStore {
    const { entries } = this.#options.truth
    const call = <T>(label: string, effect: () => Promise<T>) => this.link.call('store', label, effect)
    return {
      read: (id, tags) => call(`read ${id.path} ${id.variant}`, () => entries.read(id, tags)),
      commit: (made, basis) =>
        call(`store ${made.members[0]?.id.path} by ${made.invocationId}`, () => entries.commit(made, basis)),
      recordFailure: (failure) =>
        call(`record a failure of ${failure.id.path}`, () => entries.recordFailure(failure)).finally(() => {
          // Whoever came while it was being recorded is told of it too.
          this.failureCount += 1
        }),
      storedOutputs: (groupKey) => call('list the members of a group', () => entries.storedOutputs(groupKey)),
      countVariants: (id) => call(`count variants of ${id.path}`, () => entries.countVariants(id)),
    }
  }
}
