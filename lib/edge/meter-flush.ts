import { meterRows } from '@/lib/edge/meter-batch'
import { type MeterSink, RefusedBatch } from '@/lib/engine/fleet-ports'
import type { MeterBatch } from '@/lib/engine/meter-batch'
import type { Meter } from '@/lib/engine/tally'

export type MeterFlushOptions = {
  readonly meter: Meter
  readonly sink: MeterSink
  readonly nowMs: () => number
  readonly region: string
  /** One run of one edge. */
  readonly bootId: string
  readonly onError: (error: unknown) => void
  /** Batches were given up: the database was away for too long, or does not take them. */
  readonly onLoss: (batches: number) => void
}

/** An hour's worth: what the edge keeps while the database is away. */
const WAITING_BATCHES = 3_600

/** Brings the counts to the database once a second, each batch exactly once, in order. */
export class MeterFlush {
  readonly #options: MeterFlushOptions
  readonly #waiting: MeterBatch[] = []
  #n = 0
  #sending: Promise<void> | undefined

  constructor(options: MeterFlushOptions) {
    this.#options = options
  }

  /** Takes what was counted and sends all that waits; one sender at a time. Never rejects. */
  flush(): Promise<void> {
    const { meter, nowMs, region, bootId, onLoss } = this.#options
    const atMs = nowMs()
    const rows = meterRows(meter.drain(atMs), { nowMs: atMs, region })
    if (rows.minutes.length > 0 || rows.invocations.length > 0)
      this.#waiting.push({ ...rows, losses: [], bootId, n: ++this.#n })
    if (this.#waiting.length > WAITING_BATCHES)
      onLoss(this.#waiting.splice(0, this.#waiting.length - WAITING_BATCHES).length)
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  /** Sends the last counts. Those that cannot be sent are lost, and told so. Never rejects. */
  async close(): Promise<void> {
    // One send may be under way that began before the last counts were taken.
    await this.#sending
    await this.flush()
    if (this.#waiting.length > 0) this.#options.onLoss(this.#waiting.length)
  }

  async #send(): Promise<void> {
    // Taken out while it is sent: what is given up meanwhile is then never one that may have been counted.
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      try {
        await this.#options.sink.flush(batch)
      } catch (error) {
        this.#options.onError(error)
        if (error instanceof RefusedBatch) {
          // It would be refused again, and hold up all that were counted since.
          this.#options.onLoss(1)
          continue
        }
        this.#waiting.unshift(batch)
        return
      }
    }
  }
}
