import { describe, expect, test } from 'vitest'
import type { MeterSink } from '@/lib/engine/fleet-ports'
import type { MeterBatch } from '@/lib/engine/metering/meter-batch'

/** A sink, and what it has counted: of the rows only what is named here. */
type Opened = { readonly sink: MeterSink; read(): Promise<Counted> }

export type Counted = {
  readonly minutes: readonly {
    readonly domain: string
    readonly hit: number
    readonly miss: number
    readonly bytesOut: number
  }[]
  readonly invocations: readonly {
    readonly cause: string
    readonly invocations: number
    readonly failures: number
    readonly durationMs: number
  }[]
  readonly paths: readonly {
    readonly path: string
    readonly hit: number
    readonly lastStatus: string
    readonly lastReason: string | null
  }[]
  readonly reasons: readonly { readonly status: string; readonly reason: string; readonly requests: number }[]
  readonly losses: readonly { readonly reason: string; readonly n: number; readonly requests: number | null }[]
}

const MINUTE = new Date('2030-01-01T10:20:00Z')
const HOUR = new Date('2030-01-01T10:00:00Z')
const place = { projectId: 'prj_1', deploymentId: 'dpl_1', route: '/[slug]' }

const minuteOf = (domain: string, counts: object = {}) => ({
  ...place,
  minute: MINUTE,
  domain,
  region: 'local',
  ...counts,
})
const pathOf = (path: string, lastAt: Date, counts: object = {}) => ({
  ...place,
  hour: HOUR,
  domain: 'a.test',
  path,
  lastStatus: 'HIT',
  lastReason: null,
  lastAt,
  ...counts,
})

function batchOf(overrides: Partial<MeterBatch> = {}): MeterBatch {
  return { bootId: 'boot_1', n: 1, minutes: [], invocations: [], reasons: [], paths: [], losses: [], ...overrides }
}

/** Every MeterSink must pass this. */
export function testMeterSink(name: string, open: () => Promise<Opened>): void {
  describe(`MeterSink: ${name}`, () => {
    test('batches add up, each count by itself', async () => {
      const { sink, read } = await open()
      const call = { ...place, minute: MINUTE, domain: 'a.test', region: 'local', cause: 'cold' }
      await sink.flush(
        batchOf({
          minutes: [minuteOf('a.test', { hit: 2, bytesOut: 5_000_000_000 })],
          invocations: [{ ...call, invocations: 1, failures: 1, durationMs: 40 }],
        }),
      )
      await sink.flush(
        batchOf({
          n: 2,
          minutes: [minuteOf('a.test', { hit: 3, miss: 1, bytesOut: 1 }), minuteOf('b.test', { hit: 4 })],
          invocations: [{ ...call, invocations: 2, durationMs: 2 }],
        }),
      )
      const { minutes, invocations } = await read()
      expect(minutes).toEqual([
        { domain: 'a.test', hit: 5, miss: 1, bytesOut: 5_000_000_001 },
        { domain: 'b.test', hit: 4, miss: 0, bytesOut: 0 },
      ])
      expect(invocations).toEqual([{ cause: 'cold', invocations: 3, failures: 1, durationMs: 42 }])
    })

    test('a batch that is sent again counts once, also at the same time, and one that was overtaken not at all', async () => {
      const { sink, read } = await open()
      const batch = batchOf({
        n: 2,
        minutes: [minuteOf('a.test', { hit: 1 })],
        paths: [pathOf('/a', MINUTE, { hit: 1 })],
      })
      await Promise.all([sink.flush(batch), sink.flush(batch), sink.flush(batch)])
      await sink.flush({ ...batch, n: 1 })
      const { minutes, paths } = await read()
      expect([minutes.map(({ hit }) => hit), paths.map(({ hit }) => hit)]).toEqual([[1], [1]])
    })

    test('the same number from another run of an edge is another batch', async () => {
      const { sink, read } = await open()
      for (const bootId of ['boot_1', 'boot_2']) {
        await sink.flush(batchOf({ bootId, minutes: [minuteOf('a.test', { hit: 1 })] }))
      }
      expect((await read()).minutes.map(({ hit }) => hit)).toEqual([2])
    })

    test('requests by reason add up, and a loss that two batches tell is one', async () => {
      const { sink, read } = await open()
      const of = { ...place, minute: MINUTE, domain: 'a.test', region: 'local', status: 'STALE', reason: 'stale_tag' }
      const killed = {
        reason: 'killed',
        region: 'local',
        batches: 1,
        requests: null,
        from: MINUTE,
        until: MINUTE,
      } as const
      const loss = { ...killed, bootId: 'boot_0', n: 7 }
      await sink.flush(batchOf({ reasons: [{ ...of, requests: 2 }], losses: [loss] }))
      await sink.flush(batchOf({ n: 2, reasons: [{ ...of, requests: 3 }], losses: [loss] }))
      const { reasons, losses } = await read()
      expect(reasons).toEqual([{ status: 'STALE', reason: 'stale_tag', requests: 5 }])
      expect(losses).toEqual([{ reason: 'killed', n: 7, requests: null }])
    })

    test('an empty batch counts nothing', async () => {
      const { sink, read } = await open()
      await sink.flush(batchOf())
      expect(await read()).toEqual({ minutes: [], invocations: [], reasons: [], paths: [], losses: [] })
    })

    test('the last outcome of a path is the latest one, in whatever order batches arrive', async () => {
      const { sink, read } = await open()
      const late = new Date('2030-01-01T10:50:00Z')
      await sink.flush(
        batchOf({ paths: [pathOf('/a', late, { lastStatus: 'STALE', lastReason: 'stale_tag', hit: 1 })] }),
      )
      await sink.flush(
        batchOf({ n: 2, paths: [pathOf('/a', MINUTE, { lastStatus: 'MISS', lastReason: 'cold', hit: 1 })] }),
      )
      expect((await read()).paths).toEqual([{ path: '/a', hit: 2, lastStatus: 'STALE', lastReason: 'stale_tag' }])
      const latest = new Date('2030-01-01T10:55:00Z')
      await sink.flush(batchOf({ n: 3, paths: [pathOf('/a', latest)] }))
      expect((await read()).paths).toEqual([{ path: '/a', hit: 2, lastStatus: 'HIT', lastReason: null }])
    })
  })
}
