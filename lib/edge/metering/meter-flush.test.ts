import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { MeterFlush } from '@/lib/edge/metering/meter-flush'
import { MeterSpool } from '@/lib/edge/metering/meter-spool'
import { RefusedBatch } from '@/lib/engine/fleet-ports'
import type { MeterBatch, MeterLoss } from '@/lib/engine/metering/meter-batch'
import { Meter } from '@/lib/engine/metering/tally'
import { sizeOfResponseHead } from '@/lib/engine/metering/wire-size'
import { TokenMeter } from '@/lib/engine/protection/token-meter'

const place = { projectId: 'prj', deploymentId: 'dpl', domain: 'shop.test', path: '/a', route: '/[slug]' }
const REQUEST = { method: 'GET', target: '/a', rawHeaders: [] }
const HIT = { outcome: { status: 'HIT', reason: null } as const, status: 200, headers: [], body: new Uint8Array(10) }

type Spooling = Partial<Parameters<typeof MeterSpool.open>[0]>

/** One run of an edge. With the folder of an earlier one, on the same machine. */
async function flushTo(flush: (batch: MeterBatch) => Promise<void>, spooling: Spooling = {}) {
  const [meter, tokenMeter] = [new Meter(), new TokenMeter()]
  const losses: MeterLoss[] = []
  const errors: unknown[] = []
  const directory = spooling.directory ?? (await mkdtemp(join(tmpdir(), 'freshet-meters-')))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const { bootId = 'boot' } = spooling
  const spool = await MeterSpool.open({ pid: 1, startOf: () => undefined, ...spooling, directory, bootId })
  const sender = new MeterFlush({
    meter,
    tokenMeter,
    spool,
    bootId,
    sink: { flush },
    region: 'local',
    nowMs: () => Date.UTC(2026, 10, 20, 12, 34, 56),
    onError: (error) => errors.push(error),
    onLoss: (loss) => losses.push(loss),
  })
  const count = (path = '/a') => {
    meter.served(meter.tally({ ...place, path }), REQUEST, HIT)
    return sender.flush()
  }
  return { meter, tokenMeter, spool, sender, errors, losses, directory, count }
}

/** Resolves once the batch of this number stands in the spool. */
async function untilWritten(directory: string, n: number) {
  await vi.waitFor(async () => {
    const files = (await readdir(directory)).map((name) => join(directory, name))
    // One may be removed while it is looked at.
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
    expect(texts.join('')).toContain(`"n":${n}}`)
  })
}

const away = async () => {
  throw new Error('away')
}

test('counts of several paths of a route are one row of the minute and a row each of the hour', async () => {
  const sent: MeterBatch[] = []
  const { meter, sender } = await flushTo(async (batch) => void sent.push(batch))
  meter.served(meter.tally(place), REQUEST, HIT)
  meter.served(meter.tally({ ...place, path: '/b' }), REQUEST, HIT)
  await sender.flush()
  expect(sent).toHaveLength(1)
  expect(sent[0]?.minutes).toMatchObject([
    {
      minute: new Date('2026-11-20T12:34:00Z'),
      route: '/[slug]',
      hit: 2,
      bytesOut: 2 * (10 + sizeOfResponseHead(HIT)),
    },
  ])
  expect(sent[0]?.paths).toMatchObject([
    { hour: new Date('2026-11-20T12:00:00Z'), path: '/a', hit: 1, lastStatus: 'HIT' },
    { path: '/b', hit: 1 },
  ])
})

test('a batch that could not be sent is sent again under the same number, before later ones', async () => {
  const sent: number[] = []
  let isAway = true
  const { meter, sender, errors } = await flushTo(async ({ n }) => {
    if (isAway) throw new Error('away')
    sent.push(n)
  })
  meter.served(meter.tally(place), REQUEST, HIT)
  await sender.flush()
  meter.served(meter.tally(place), REQUEST, HIT)
  await sender.flush()
  expect(errors).toHaveLength(2)
  isAway = false
  await sender.flush()
  expect(sent).toEqual([1, 2])
})

test('what was done with tokens waits on the disk like all counts, and is the same when it is read again', async () => {
  const sent: MeterBatch[] = []
  let isAway = true
  const { tokenMeter, sender } = await flushTo(async (batch) => {
    if (isAway) throw new Error('away')
    sent.push(batch)
  })
  const shower = { site: { projectId: 'prj_1', domain: 'a.test' }, clientIp: '192.0.2.1' }
  tokenMeter.shown('btk_1', { holds: true, nowMs: 5, clientIp: '192.0.2.1' })
  tokenMeter.wrong(shower, 'a digest', 6)
  await sender.flush()
  isAway = false
  await sender.flush()
  const [from, none] = ['192.0.2.1', null]
  const use = { tokenId: 'btk_1', uses: 1, lastUsedAt: new Date(5), lastUsedFrom: from }
  expect(sent[0]?.tokenUses).toEqual([{ ...use, refusals: 0, lastRefusedAt: none, lastRefusedFrom: none }])
  expect(sent[0]?.wrongTokens).toEqual([
    { ...shower.site, address: from, requests: 1, unseen: 0, firstAt: new Date(6), lastAt: new Date(6) },
  ])
})

test('nothing counted is nothing sent', async () => {
  const sent: MeterBatch[] = []
  const { sender } = await flushTo(async (batch) => void sent.push(batch))
  await sender.flush()
  expect(sent).toEqual([])
})

test('while the database is away counts wait on the disk, and all come when it is back, in their order', async () => {
  const sent: number[] = []
  let isAway = true
  const { count, losses } = await flushTo(
    async ({ n }) => {
      if (isAway) throw new Error('away')
      sent.push(n)
    },
    { segmentBytes: 2_000 },
  )
  for (let second = 0; second < 40; second++) await count()
  isAway = false
  await count()
  expect(sent).toEqual(Array.from({ length: 41 }, (_, n) => n + 1))
  expect(losses).toEqual([])
})

test('what is written to a segment while it is sent is sent too, also when the segment is full by then', async () => {
  const sent: number[] = []
  const gate = Promise.withResolvers<void>()
  const { count, losses, directory } = await flushTo(
    async ({ n }) => {
      if (n === 1) await gate.promise
      sent.push(n)
    },
    { segmentBytes: 5_000 },
  )
  const first = count()
  for (let second = 0; second < 30; second++) void count()
  await untilWritten(directory, 31)
  gate.resolve()
  await first
  await count()
  expect(sent).toEqual(Array.from({ length: 32 }, (_, n) => n + 1))
  expect(losses).toEqual([])
})

test('beyond the limit the oldest counts go, and a row tells how many; those that were being sent stay', async () => {
  const sent: MeterBatch[] = []
  const gate = Promise.withResolvers<void>()
  const { count, losses, directory } = await flushTo(
    async (batch) => {
      if (batch.n === 1) await gate.promise
      sent.push(batch)
    },
    { segmentBytes: 1_000, limitBytes: 8_000 },
  )
  const first = count()
  for (let second = 0; second < 60; second++) void count()
  await untilWritten(directory, 61)
  gate.resolve()
  await first
  await count()
  const told = sent.flatMap((batch) => batch.losses)
  const requestsIn = (rows: readonly MeterLoss[]) =>
    rows.reduce((sum, { requests }) => sum + (requests ?? Number.NaN), 0)
  const lost = requestsIn(told)
  expect(lost).toBeGreaterThan(0)
  expect(requestsIn(losses)).toBe(lost)
  expect(new Set(told.map(({ n }) => n)).size).toBe(told.length)
  const counted = sent.flatMap(({ minutes }) => minutes).reduce((sum, { hit = 0 }) => sum + hit, 0)
  expect(counted + lost).toBe(62)
  expect(sent[0]?.n).toBe(1)
  expect(told[0]).toMatchObject({ bootId: 'boot', reason: 'spool_full', region: 'local' })
})

test('what is left when the edge stops without a database is sent by the next one of this machine, and is no loss', async () => {
  const one = await flushTo(away)
  await one.count('/a')
  await one.count('/b')
  await one.sender.close()
  const sent: MeterBatch[] = []
  const other = await flushTo(async (batch) => void sent.push(batch), { directory: one.directory, bootId: 'boot_2' })
  await other.sender.flush()
  expect(sent.map(({ bootId, n, paths }) => [bootId, n, paths[0]?.path])).toEqual([
    ['boot', 1, '/a'],
    ['boot', 2, '/b'],
  ])
  expect(sent[1]?.paths[0]?.lastAt).toEqual(new Date('2026-11-20T12:34:56Z'))
  expect([...one.losses, ...other.losses]).toEqual([])
  await other.sender.close()
  expect(await readdir(one.directory)).toEqual([])
})

test('of an edge that was killed what it wrote is sent, and that it was killed is a loss, also when it left nothing', async () => {
  const one = await flushTo(away)
  await one.count()
  const [file = ''] = await readdir(one.directory)
  await appendFile(join(one.directory, file), '{"atMs":1,"batch":{"bootId":"boot","n":2,"min')
  await flushTo(away, { directory: one.directory, bootId: 'boot_2', startOf: () => 'this boot 7', pid: 2 })
  const sent: MeterBatch[] = []
  const third = await flushTo(async (batch) => void sent.push(batch), {
    directory: one.directory,
    bootId: 'boot_3',
    pid: 3,
  })
  expect(third.spool.endedRuns).toEqual(['boot', 'boot_2'])
  await third.sender.flush()
  expect(sent.map(({ bootId, n }) => `${bootId} ${n}`)).toEqual(['boot 1', 'boot_3 1', 'boot_3 2'])
  expect(sent.flatMap(({ losses }) => losses)).toMatchObject([
    { bootId: 'boot', n: 2, reason: 'killed', requests: null, from: new Date('2026-11-20T12:34:56Z') },
    { bootId: 'boot_2', n: 1, reason: 'killed', requests: null },
  ])
  expect((await readdir(one.directory)).map((name) => name.split('.')[0])).toEqual(['boot_3'])
})

test('what a running edge of the same machine wrote is its own', async () => {
  const startOf = (pid: number) => (pid === 1 ? 'this boot 7' : undefined)
  const one = await flushTo(away, { startOf })
  await one.count()
  const sent: MeterBatch[] = []
  const options = { directory: one.directory, bootId: 'boot_2', pid: 2, startOf }
  const other = await flushTo(async (batch) => void sent.push(batch), options)
  await other.sender.flush()
  expect(sent).toEqual([])
  expect(other.spool.endedRuns).toEqual([])
})

test.each(['this boot 8', 'next boot 7'])(
  'what a killed edge wrote is sent although its id is now another process (%s)',
  async (start) => {
    const one = await flushTo(away, { startOf: () => 'this boot 7' })
    await one.count()
    const sent: MeterBatch[] = []
    const options = { directory: one.directory, bootId: 'boot_2', pid: 2, startOf: () => start }
    const other = await flushTo(async (batch) => void sent.push(batch), options)
    await other.sender.flush()
    expect(sent.map(({ bootId, n }) => `${bootId} ${n}`)).toEqual(['boot 1', 'boot_2 1'])
    expect(other.losses).toMatchObject([{ bootId: 'boot', reason: 'killed' }])
  },
)

test('a line that the disk has damaged is a loss, and those around it are sent', async () => {
  const one = await flushTo(away)
  for (const path of ['/a', '/b', '/c']) await one.count(path)
  await one.sender.close()
  const [file = ''] = await readdir(one.directory)
  const text = await readFile(join(one.directory, file), 'utf8')
  await writeFile(join(one.directory, file), text.replace('"/b"', '"/b'))
  const sent: MeterBatch[] = []
  const other = await flushTo(async (batch) => void sent.push(batch), { directory: one.directory, bootId: 'boot_2' })
  await other.sender.flush()
  expect(sent.map(({ bootId, n }) => `${bootId} ${n}`)).toEqual(['boot 1', 'boot 3', 'boot_2 1'])
  expect(other.losses).toMatchObject([{ bootId: 'boot', n: 2, reason: 'damaged', requests: null }])
})

test('what is no path of the site is counted by the minute alone', async () => {
  const sent: MeterBatch[] = []
  const { meter, sender } = await flushTo(async (batch) => void sent.push(batch))
  meter.served(meter.tally({ ...place, path: '(redirect)', route: '(redirect)' }), REQUEST, HIT)
  await sender.flush()
  expect(sent[0]?.minutes).toHaveLength(1)
  expect(sent[0]?.paths).toEqual([])
})

test('what was rendered without a visitor takes the place of no visitor’s outcome', async () => {
  const sent: MeterBatch[] = []
  const { meter, sender } = await flushTo(async (batch) => void sent.push(batch))
  meter.tally(place).invocations += 1
  await sender.flush()
  expect(sent[0]?.paths).toMatchObject([{ path: '/a', invocations: 1, lastStatus: 'NONE', lastAt: new Date(0) }])
})

test('a batch that the database does not take is given up, is told, and holds nothing up', async () => {
  const sent: number[] = []
  const { meter, sender, errors, losses } = await flushTo(async ({ n }) => {
    if (n === 1) throw new RefusedBatch('too long')
    sent.push(n)
  })
  meter.served(meter.tally(place), REQUEST, HIT)
  await sender.flush()
  meter.served(meter.tally(place), REQUEST, HIT)
  await sender.flush()
  expect({ sent, errors: errors.length }).toEqual({ sent: [2, 3], errors: 1 })
  expect(losses).toMatchObject([{ n: 1, reason: 'refused', batches: 1, requests: 1 }])
})
