import { join } from 'node:path'
import { createEdgeServer } from '@/lib/adapters/http/edge-server'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt } from '@/lib/adapters/memory/site'
import { MeterFlush } from '@/lib/edge/metering/meter-flush'
import { MeterSpool } from '@/lib/edge/metering/meter-spool'
import { answerHit, handleRequest } from '@/lib/engine/handle-request'
import { median } from './numbers.ts'

/** Microseconds of processor time: for a request, metered and not, since it was last asked; to write counts down once. */
export type Figures = { readonly metered: number; readonly plain: number; readonly flush: number }

const SLICE_MS = 10
/** Metered or not, slice by slice: each comes as often after itself as after the other. */
const TURNS = [true, false, false, true]
const FLUSHES = 20

type Edge = ReturnType<typeof createMemoryEdge>

/** What a request took in each slice of both kinds. The middle of many tells more than their mean: a slice that is disturbed is no worse than another. */
class Slices {
  #costs: { metered: number[]; plain: number[] } = { metered: [], plain: [] }
  #turn = 0
  #beganUs = cpuUs()
  served = 0

  get isMetered(): boolean {
    return TURNS[this.#turn % TURNS.length] ?? true
  }

  /** One ends and the next begins; tells how many there were. */
  next(): number {
    const costs = this.isMetered ? this.#costs.metered : this.#costs.plain
    const nowUs = cpuUs()
    if (this.served > 0) costs.push((nowUs - this.#beganUs) / this.served)
    this.served = 0
    this.#beganUs = nowUs
    this.#turn += 1
    return this.#turn
  }

  take(): Pick<Figures, 'metered' | 'plain'> {
    const { metered, plain } = this.#costs
    this.#costs = { metered: [], plain: [] }
    return { metered: median(metered), plain: median(plain) }
  }
}

/**
 * An edge whose stores are in memory, behind the real port, that answers one page over and over. It is two engines, of which
 * one counts, as an edge does; the other counts nothing at all. They take turns within one process, so
 * that whatever else the machine does is done to both.
 */
async function main(): Promise<void> {
  const metered = await openEdge()
  const plain = await openEdge()
  plain.engine.meter.served = () => undefined
  const flush = await openFlush(metered)
  const visit = () => metered.get('/page')
  const slices = new Slices()
  let { engine } = metered
  setInterval(() => {
    const count = slices.next()
    ;({ engine } = slices.isMetered ? metered : plain)
    // Time passes, so that answers are made anew each second.
    if (count % (1_000 / SLICE_MS) === 0) void Promise.all([metered.advance(1_000), plain.advance(1_000)])
  }, SLICE_MS)

  const server = createEdgeServer({
    handle: (request) => handleRequest(engine, request),
    hit: (request) => {
      slices.served += 1
      return answerHit(engine, request)
    },
    connections: { total: 1_000, perAddress: null },
    trustedProxies: [],
    served: { ofHits: undefined, ofOthers: undefined, notes: undefined },
    onError: (error) => {
      throw error
    },
  })
  process.on('message', async () => {
    const { metered, plain } = slices.take()
    process.send?.({ metered, plain, flush: await costOfFlush(flush, visit) } satisfies Figures)
  })
  process.on('disconnect', () => process.exit(0))
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
  })
}

async function costOfFlush(flush: MeterFlush, visit: () => Promise<unknown>): Promise<number> {
  let sumUs = 0
  for (let at = 0; at < FLUSHES; at++) {
    await visit()
    const beganUs = cpuUs()
    await flush.flush()
    sumUs += cpuUs() - beganUs
  }
  return sumUs / FLUSHES
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

async function openEdge(): Promise<Edge> {
  const page = `<!doctype html>${'<p>The same line again.</p>\n'.repeat(200)}`
  const edge = createMemoryEdge({ outputs: [prerenderAt('/page')], answer: () => ({ body: page }) })
  await edge.sync()
  for (let visit = 0; visit < 2; visit++) await edge.get('/page')
  return edge
}

async function openFlush({ engine }: Edge): Promise<MeterFlush> {
  // Beside this program, which lies in a folder of the run.
  const directory = join(import.meta.dirname, 'meters')
  const spool = await MeterSpool.open({ directory, bootId: 'bench', pid: process.pid, startOf: () => 'bench' })
  return new MeterFlush({
    meter: engine.meter,
    tokenMeter: engine.tokenMeter,
    spool,
    // What the database does is no part of a hit, nor of this process.
    sink: { flush: async () => undefined },
    nowMs: Date.now,
    region: 'local',
    bootId: 'bench',
    onError: (error) => process.stderr.write(`${error}\n`),
    onLoss: (loss) => process.stderr.write(`${JSON.stringify(loss)}\n`),
  })
}

await main()
