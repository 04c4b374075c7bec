import type { JobEnd, JobKind, JobProgress } from '@/lib/edge/jobs/job-kind'

export type ClaimedJob = {
  readonly id: string
  readonly projectId: string | null
  readonly kind: string
  readonly input: unknown
  readonly actor: string
  readonly attemptCount: number
  readonly checkpoint: unknown
  readonly cancelledBy: string | null
}

type Lease = { readonly id: string; readonly leaseId: string }

/** Where jobs are, for all edges. Who takes one is decided there. */
export type JobStore = {
  claim(claim: {
    readonly kinds: readonly string[]
    readonly nowMs: number
    readonly leasedUntilMs: number
    readonly leaseId: string
    readonly limit: number
  }): Promise<readonly ClaimedJob[]>
  /** Resolves to the leases that are still held. */
  renew(
    leases: readonly Lease[],
    leasedUntilMs: number,
  ): Promise<readonly (Lease & { readonly cancelledBy: string | null })[]>
  progress(lease: Lease, progress: Required<JobProgress>): Promise<boolean>
  end(
    lease: Lease,
    end: {
      readonly state: 'done' | 'failed' | 'cancelled'
      readonly report: unknown
      readonly message: string | null
      readonly endedAtMs: number
    },
  ): Promise<boolean>
  giveBack(
    lease: Lease,
    back: { readonly dueAtMs: number; readonly message: string | null; readonly isCounted: boolean },
  ): Promise<void>
  ensureRecurring(job: {
    readonly id: string
    readonly kind: string
    readonly everyMs: number
    readonly nowMs: number
  }): Promise<void>
}

export type JobRunnerOptions = {
  readonly store: JobStore
  readonly kinds: readonly JobKind[]
  /** Time of the fleet. */
  readonly nowMs: () => number
  readonly nextId: () => string
  readonly onError: (error: unknown) => void
}

/** A job whose edge has not renewed it for so long is taken up by another. */
const LEASE_MS = 30_000
const AT_ONCE = 4
const FIRST_RETRY_MS = 15_000
const RECURRING_LOOK_MS = 60_000

type Running = { readonly lease: Lease; readonly abort: AbortController; readonly ended: Promise<void> }

/** Why a job's signal aborts. */
type Interruption = 'cancelled' | 'lost' | 'stopping'

/**
 * Runs jobs that are due, each on one edge. `tick` is called every second on every edge. A job that rejects is tried again
 * later, on any edge; one whose edge goes away is taken up when its lease has run out.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions
  readonly #kinds: ReadonlyMap<string, JobKind>
  readonly #running = new Map<string, Running>()
  #ticking: Promise<void> | undefined
  #recurringLookAtMs = 0
  #isStopping = false

  constructor(options: JobRunnerOptions) {
    this.#options = options
    this.#kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]))
  }

  /** One look at what is due; a second one at once waits for the first. */
  tick(): Promise<void> {
    if (this.#isStopping) return Promise.resolve()
    this.#ticking ??= this.#look()
      .catch(this.#options.onError)
      .finally(() => {
        this.#ticking = undefined
      })
    return this.#ticking
  }

  /** Resolves when nothing runs any more. */
  async settled(): Promise<void> {
    await this.#ticking
    await Promise.all([...this.#running.values()].map(({ ended }) => ended))
  }

  /** Takes nothing more, and enqueues what runs for another edge. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#ticking
    for (const { abort } of this.#running.values()) abort.abort('stopping' satisfies Interruption)
    await this.settled()
  }

  async #look(): Promise<void> {
    await this.#renew()
    await this.#ensureRecurring()
    const { store, nowMs, nextId } = this.#options
    const limit = AT_ONCE - this.#running.size
    if (limit <= 0) return
    const leaseId = nextId()
    const now = nowMs()
    const kinds = [...this.#kinds.keys()]
    const claimed = await store.claim({ kinds, nowMs: now, leasedUntilMs: now + LEASE_MS, leaseId, limit })
    for (const job of claimed) this.#begin(job, { id: job.id, leaseId })
  }

  async #renew(): Promise<void> {
    if (this.#running.size === 0) return
    const leases = [...this.#running.values()].map(({ lease }) => lease)
    const held = await this.#options.store.renew(leases, this.#options.nowMs() + LEASE_MS)
    for (const { lease, abort } of this.#running.values()) {
      if (!leases.includes(lease)) continue
      const still = held.find(({ id, leaseId }) => id === lease.id && leaseId === lease.leaseId)
      if (still === undefined) abort.abort('lost' satisfies Interruption)
      else if (still.cancelledBy !== null) abort.abort('cancelled' satisfies Interruption)
    }
  }

  async #ensureRecurring(): Promise<void> {
    const { store, nowMs, nextId, kinds } = this.#options
    const now = nowMs()
    if (now < this.#recurringLookAtMs) return
    for (const { kind, everyMs } of kinds) {
      if (everyMs !== null) await store.ensureRecurring({ id: `job_${nextId()}`, kind, everyMs, nowMs: now })
    }
    this.#recurringLookAtMs = now + RECURRING_LOOK_MS
  }

  #begin(job: ClaimedJob, lease: Lease): void {
    const abort = new AbortController()
    const ended = this.#run(job, lease, abort)
      .catch(this.#options.onError)
      .finally(() => this.#running.delete(lease.leaseId + lease.id))
    this.#running.set(lease.leaseId + lease.id, { lease, abort, ended })
    if (job.cancelledBy !== null) abort.abort('cancelled' satisfies Interruption)
  }

  async #run(job: ClaimedJob, lease: Lease, abort: AbortController): Promise<void> {
    const { store, nowMs } = this.#options
    const kind = this.#kinds.get(job.kind)
    if (kind === undefined) throw new Error(`No kind “${job.kind}” was asked for.`)
    if (job.attemptCount > kind.maxAttempts) {
      const message = `Gave up: the edges that ran it went away, ${kind.maxAttempts} times.`
      await store.end(lease, { state: 'failed', report: null, message, endedAtMs: nowMs() })
      return
    }
    const result = await this.#attempt(kind, job, lease, abort)
    if ('outcome' in result) {
      const { outcome: state, message, report } = result
      await store.end(lease, { state, message, report, endedAtMs: nowMs() })
      return
    }
    await this.#settle(kind, job, lease, { ...result, interruption: abort.signal.reason })
  }

  async #attempt(
    kind: JobKind,
    { id: jobId, projectId, actor, checkpoint, input }: ClaimedJob,
    lease: Lease,
    abort: AbortController,
  ): Promise<JobEnd | { readonly error: unknown }> {
    let kept = checkpoint
    const progress = async (told: JobProgress) => {
      kept = told.checkpoint ?? kept
      if (await this.#options.store.progress(lease, { ...told, checkpoint: kept })) return
      abort.abort('lost' satisfies Interruption)
      abort.signal.throwIfAborted()
    }
    try {
      abort.signal.throwIfAborted()
      return await kind.run(input, { jobId, projectId, actor, checkpoint, signal: abort.signal, progress })
    } catch (error) {
      return { error }
    }
  }

  /** A job that did not come to its end: over, or for another attempt. */
  async #settle(
    { maxAttempts }: JobKind,
    { attemptCount }: ClaimedJob,
    lease: Lease,
    { error, interruption }: { readonly error: unknown; readonly interruption: unknown },
  ): Promise<void> {
    const { store, nowMs } = this.#options
    const message = error instanceof Error ? error.message : String(error)
    if (interruption === 'lost') return
    if (interruption === 'cancelled') {
      await store.end(lease, { state: 'cancelled', report: null, message: null, endedAtMs: nowMs() })
    } else if (interruption === 'stopping') {
      await store.giveBack(lease, { dueAtMs: nowMs(), message: null, isCounted: false })
    } else if (attemptCount >= maxAttempts) {
      await store.end(lease, { state: 'failed', report: null, message, endedAtMs: nowMs() })
    } else {
      const dueAtMs = nowMs() + FIRST_RETRY_MS * 2 ** (attemptCount - 1)
      await store.giveBack(lease, { dueAtMs, message, isCounted: true })
    }
  }
}
