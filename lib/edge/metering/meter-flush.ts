import { type MeterRows, meterRows } from '@/lib/edge/metering/meter-batch'
import type { MeterSpool, Segment, StoredLine } from '@/lib/edge/metering/meter-spool'
import { formatLine, requestsOf } from '@/lib/edge/metering/spooled-batch'
import { type MeterSink, RefusedBatch } from '@/lib/engine/fleet-ports'
import type { MeterBatch, MeterLoss } from '@/lib/engine/metering/meter-batch'
import type { Meter } from '@/lib/engine/metering/tally'
import type { TokenMeter } from '@/lib/engine/protection/token-meter'

export type MeterFlushOptions = {
  readonly meter: Meter
  readonly tokenMeter: Pick<TokenMeter, 'drain'>
  readonly spool: MeterSpool
  readonly sink: MeterSink
  readonly nowMs: () => number
  readonly region: string
  /** One run of one edge. */
  readonly bootId: string
  readonly onError: (error: unknown) => void
  /** Called when counts are lost. The database is told as well, with the next batch. */
  readonly onLoss: (loss: MeterLoss) => void
}

type CountedRows = MeterRows & ReturnType<TokenMeter['drain']>

/** Batches that are kept in memory while the spool cannot be written: a minute. */
const UNWRITTEN_BATCHES = 240
const NOTHING: CountedRows = { minutes: [], invocations: [], reasons: [], paths: [], tokenUses: [], wrongTokens: [] }

/** What is known of a run that is over and left a spool. */
type Run = { n: number; atMs: number; hasEnded: boolean }

/**
 * Writes down what was counted, each time it is flushed, and brings it to the database from there: each batch exactly once, those of a
 * run in their order. A loss is a row in the batch that is written before the lost one is let go.
 */
export class MeterFlush {
  readonly #options: MeterFlushOptions
  readonly #unwritten: MeterBatch[] = []
  readonly #losses: MeterLoss[] = []
  readonly #runs = new Map<string, Run>()
  #n = 0
  #writing: Promise<void> = Promise.resolve()
  #sending: Promise<void> | undefined
  #sendingSegment: Segment | undefined

  constructor(options: MeterFlushOptions) {
    this.#options = options
  }

  /** Takes what was counted, writes it, and sends all that waits; one sender at a time. Never rejects. */
  flush(): Promise<void> {
    const { meter, tokenMeter, nowMs, region } = this.#options
    const atMs = nowMs()
    const rows = { ...meterRows(meter.drain(atMs), { nowMs: atMs, region }), ...tokenMeter.drain() }
    const written = this.#write(rows)
    this.#sending ??= written
      .then(() => this.#send())
      .catch(this.#options.onError)
      .finally(() => {
        this.#sending = undefined
      })
    return this.#sending
  }

  /** Writes and sends the last counts. Those that cannot be sent are for the next edge of this machine. Never rejects. */
  async close(): Promise<void> {
    const { spool, nowMs, onError } = this.#options
    // One send may be under way that began before the last counts were taken.
    await this.#sending
    await this.flush()
    await this.#writing
    for (const loss of lossesOf(this.#unwritten.splice(0), 'spool_full')) this.#lose(loss)
    await spool.close(nowMs()).catch(onError)
  }

  /** One after the other, so that numbers go upwards in the spool. */
  #write(rows: CountedRows): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeNow(rows))
    return this.#writing
  }

  async #writeNow(rows: CountedRows): Promise<void> {
    const { spool, bootId, onError } = this.#options
    const isEmpty = Object.values(rows).every(({ length }) => length === 0) && this.#losses.length === 0
    if (!isEmpty) {
      this.#unwritten.push({ ...rows, losses: this.#losses.splice(0), bootId, n: ++this.#n })
    }
    try {
      for (let [batch] = this.#unwritten; batch !== undefined; [batch] = this.#unwritten) {
        await this.#append(batch)
        this.#unwritten.shift()
      }
    } catch (error) {
      onError(error)
      if (spool.oldest === undefined) await this.#sendUnwritten()
      const excess = this.#unwritten.length - UNWRITTEN_BATCHES
      if (excess > 0) for (const loss of lossesOf(this.#unwritten.splice(0, excess), 'spool_full')) this.#lose(loss)
    }
  }

  /** Makes room first, where there is none: what leaves is told in the batch that takes its place. */
  async #append(batch: MeterBatch): Promise<void> {
    const { spool, nowMs } = this.#options
    const atMs = nowMs()
    const text = formatLine({ atMs, batch })
    const leaving = spool.takeBeyond(text.length, this.#sendingSegment)
    if (leaving.length === 0) {
      await spool.append(text)
      return
    }
    try {
      await this.#appendInstead(batch, leaving)
    } catch (error) {
      spool.putBack(leaving)
      throw error
    }
    for (const segment of leaving) await spool.remove(segment)
  }

  async #appendInstead(batch: MeterBatch, leaving: readonly Segment[]): Promise<void> {
    const { spool, nowMs, onLoss } = this.#options
    const batches: MeterBatch[] = []
    for (const segment of leaving) {
      const lines = (await spool.read(segment)) ?? []
      batches.push(...lines.flatMap(({ line }) => (line !== null && 'batch' in line ? [line.batch] : [])))
    }
    const runs = Map.groupBy(batches, ({ bootId }) => bootId)
    const losses = [...runs.values()].flatMap((run) => lossesOf(run, 'spool_full'))
    // Losses that were told in them are told on.
    const told = [...batches, batch].flatMap((each) => each.losses)
    await spool.append(formatLine({ atMs: nowMs(), batch: { ...batch, losses: joined([...told, ...losses]) } }))
    for (const loss of losses) onLoss(loss)
  }

  async #send(): Promise<void> {
    const { spool, onError } = this.#options
    try {
      for (let segment = spool.oldest; segment !== undefined; segment = spool.oldest) {
        this.#sendingSegment = segment
        await this.#sendSegment(segment)
      }
    } catch (error) {
      // The database is away. What waits is written down, and sent when it is back.
      onError(error)
    } finally {
      this.#sendingSegment = undefined
    }
  }

  async #sendSegment(segment: Segment): Promise<void> {
    const { spool } = this.#options
    const lines = await spool.read(segment)
    for (const stored of lines ?? []) {
      await this.#sendLine(segment, stored)
      segment.sentBytes = stored.endBytes
    }
    // More may have been written after what was read. Only the writer turns to the next segment, never the sender.
    const hasMore = segment.bootId === this.#options.bootId && segment.sentBytes < segment.bytes
    if (spool.isCurrent(segment) || (hasMore && lines !== undefined && lines.length > 0)) return
    if (lines !== undefined && spool.isLastOfRun(segment)) await this.#endRun(segment.bootId)
    await spool.remove(segment)
  }

  async #sendLine({ bootId }: Segment, { line }: StoredLine): Promise<void> {
    const run = this.#runs.get(bootId) ?? { n: 0, atMs: this.#options.nowMs(), hasEnded: false }
    this.#runs.set(bootId, run)
    if (line === null) {
      const at = new Date(run.atMs)
      const { region } = this.#options
      const what = { bootId, region, n: run.n + 1, reason: 'damaged', batches: 1, requests: null } as const
      await this.#reportLoss({ ...what, from: at, until: at })
      return
    }
    run.atMs = line.atMs
    if ('end' in line) {
      run.hasEnded = true
      return
    }
    run.n = line.batch.n
    await this.#sendBatch(line.batch)
  }

  async #sendBatch(batch: MeterBatch): Promise<void> {
    const { sink, onError } = this.#options
    try {
      await sink.flush(batch)
    } catch (error) {
      if (!(error instanceof RefusedBatch)) throw error
      // It would be refused again, and hold up all that were counted since.
      onError(error)
      this.#losses.push(...batch.losses)
      for (const loss of lossesOf([batch], 'refused')) await this.#reportLoss(loss)
    }
  }

  /** A run that did not say that it ended was killed, with what it had counted since it last wrote. */
  async #endRun(bootId: string): Promise<void> {
    const { nowMs, region } = this.#options
    const run = this.#runs.get(bootId) ?? { n: 0, atMs: nowMs(), hasEnded: false }
    this.#runs.delete(bootId)
    if (run.hasEnded) return
    const what = { bootId, region, n: run.n + 1, reason: 'killed', batches: 1, requests: null } as const
    await this.#reportLoss({ ...what, from: new Date(run.atMs), until: new Date(nowMs()) })
  }

  /** Resolves once it is written down: then what is lost may go. */
  async #reportLoss(loss: MeterLoss): Promise<void> {
    this.#lose(loss)
    await this.#write(NOTHING)
  }

  #lose(loss: MeterLoss): void {
    this.#losses.push(loss)
    this.#options.onLoss(loss)
  }

  /** The spool cannot be written: what is in memory goes straight to the database. Nothing is written meanwhile. */
  async #sendUnwritten(): Promise<void> {
    const { sink, onError } = this.#options
    for (let [batch] = this.#unwritten; batch !== undefined; [batch] = this.#unwritten) {
      try {
        await sink.flush(batch)
      } catch (error) {
        onError(error)
        if (!(error instanceof RefusedBatch)) return
        this.#losses.push(...batch.losses)
        for (const loss of lossesOf([batch], 'refused')) this.#lose(loss)
      }
      this.#unwritten.shift()
    }
  }
}

/** One loss, of batches of one run; none where they counted nothing. */
function lossesOf(batches: readonly MeterBatch[], reason: MeterLoss['reason']): MeterLoss[] {
  const rows = batches.flatMap(({ minutes, invocations }) => [...minutes, ...invocations])
  const times = rows.map(({ minute }) => minute.getTime())
  const [first] = batches
  if (first === undefined || rows.length === 0) return []
  return [
    {
      bootId: first.bootId,
      n: first.n,
      reason,
      batches: batches.length,
      region: rows[0]?.region ?? '',
      requests: batches.reduce((sum, batch) => sum + requestsOf(batch), 0),
      from: new Date(Math.min(...times)),
      until: new Date(Math.max(...times) + 60_000),
    },
  ]
}

/** One row for all that left the spool of a run: a long outage must not be as many rows as it has segments. */
function joined(losses: readonly MeterLoss[]): MeterLoss[] {
  const runs = new Map<string, MeterLoss>()
  const others = losses.filter(({ reason }) => reason !== 'spool_full')
  for (const loss of losses) {
    if (loss.reason !== 'spool_full') continue
    const before = runs.get(loss.bootId) ?? { ...loss, batches: 0, requests: 0 }
    runs.set(loss.bootId, {
      ...loss,
      n: Math.min(before.n, loss.n),
      batches: before.batches + loss.batches,
      requests: (before.requests ?? 0) + (loss.requests ?? 0),
      from: new Date(Math.min(before.from.getTime(), loss.from.getTime())),
      until: new Date(Math.max(before.until.getTime(), loss.until.getTime())),
    })
  }
  return [...others, ...runs.values()]
}
