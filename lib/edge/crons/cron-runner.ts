import type { CronEnd, CronStore, LiveCron } from '@/lib/adapters/postgres/cron-store'

export type CronRunnerOptions = {
  readonly store: CronStore
  /** Asks the site, as `cron`. What goes wrong is a value. */
  readonly ask: (cron: LiveCron) => Promise<CronEnd>
  /** Time of the fleet. */
  readonly nowMs: () => number
  readonly nextId: () => string
  readonly nextInstant: (schedule: string, afterMs: number) => number | undefined
  readonly countInstants: (schedule: string, fromMs: number, toMs: number) => number
  readonly onError: (error: unknown) => void
}

/** A run whose edge has not renewed it for so long is over: its edge went away. */
const LEASE_MS = 60_000

/**
 * Runs the crons of what production shows, on one edge each. `tick` is called every second on every edge. An instant that
 * passed while no edge ran is made up for once, however many there were; one that comes while the run before is under way is
 * skipped. Both are recorded.
 */
export class CronRunner {
  readonly #options: CronRunnerOptions
  readonly #running = new Map<string, Promise<void>>()
  #ticking: Promise<void> | undefined

  constructor(options: CronRunnerOptions) {
    this.#options = options
  }

  /** One look at what is due; a second one at once waits for the first. */
  tick(): Promise<void> {
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
    await Promise.all(this.#running.values())
  }

  async #look(): Promise<void> {
    const { store, nowMs, nextInstant } = this.#options
    await store.renew({ runIds: [...this.#running.keys()], leasedUntilMs: nowMs() + LEASE_MS })
    for (const cron of await store.listLive()) {
      const now = nowMs()
      const nextAtMs = nextInstant(cron.schedule, now)
      if (nextAtMs === undefined) continue
      if (cron.requestedBy !== null) await this.#begin(cron, { now, dueAtMs: now, nextAtMs: cron.nextAtMs ?? nextAtMs })
      else if (cron.nextAtMs === null) await store.arm(cron, nextAtMs)
      else if (cron.nextAtMs <= now) await this.#begin(cron, { now, dueAtMs: cron.nextAtMs, nextAtMs })
    }
  }

  async #begin(
    cron: LiveCron,
    due: { readonly now: number; readonly dueAtMs: number; readonly nextAtMs: number },
  ): Promise<void> {
    const { store, nextId, countInstants } = this.#options
    const { now: nowMs, dueAtMs, nextAtMs } = due
    const runId = nextId()
    const missedCount = countInstants(cron.schedule, dueAtMs, nowMs)
    const claim = { runId, dueAtMs, nextAtMs, nowMs, leasedUntilMs: nowMs + LEASE_MS, missedCount }
    if ((await store.claim(cron, claim)) !== 'run') return
    const run = this.#run(cron, runId)
      .catch(this.#options.onError)
      .finally(() => this.#running.delete(runId))
    this.#running.set(runId, run)
  }

  async #run(cron: LiveCron, runId: string): Promise<void> {
    const { store, ask, nowMs } = this.#options
    const beganAtMs = nowMs()
    const end = await ask(cron)
    await store.finish(cron, { ...end, runId, durationMs: Math.max(0, nowMs() - beganAtMs) })
  }
}
