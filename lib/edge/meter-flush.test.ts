import { expect, test } from 'vitest'
import { MeterFlush } from '@/lib/edge/meter-flush'
import { RefusedBatch } from '@/lib/engine/fleet-ports'
import type { MeterBatch } from '@/lib/engine/meter-batch'
import { Meter } from '@/lib/engine/tally'

const place = { projectId: 'prj', deploymentId: 'dpl', domain: 'shop.test', path: '/a', route: '/[slug]' }
const HIT = { outcome: { status: 'HIT', reason: null }, status: 200, bytes: 10, headBytes: 0, bytesIn: 0 } as const

function flushTo(flush: (batch: MeterBatch) => Promise<void>) {
  const meter = new Meter()
  const losses: number[] = []
  const errors: unknown[] = []
  const options = {
    meter,
    sink: { flush },
    nowMs: () => Date.UTC(2026, 10, 20, 12, 34, 56),
    region: 'local',
    bootId: 'boot',
  }
  const sender = new MeterFlush({
    ...options,
    onError: (error) => errors.push(error),
    onLoss: (count) => losses.push(count),
  })
  return { meter, sender, errors, losses }
}

test('counts of several paths of a route are one row of the minute and a row each of the hour', async () => {
  const sent: MeterBatch[] = []
  const { meter, sender } = flushTo(async (batch) => void sent.push(batch))
  meter.served(meter.tally(place), HIT)
  meter.served(meter.tally({ ...place, path: '/b' }), HIT)
  await sender.flush()
  expect(sent).toHaveLength(1)
  expect(sent[0]?.minutes).toMatchObject([
    { minute: new Date('2026-11-20T12:34:00Z'), route: '/[slug]', hit: 2, bytesOut: 20 },
  ])
  expect(sent[0]?.paths).toMatchObject([
    { hour: new Date('2026-11-20T12:00:00Z'), path: '/a', hit: 1, lastStatus: 'HIT' },
    { path: '/b', hit: 1 },
  ])
})

test('a batch that could not be sent is sent again under the same number, before later ones', async () => {
  const sent: number[] = []
  let isAway = true
  const { meter, sender, errors } = flushTo(async ({ n }) => {
    if (isAway) throw new Error('away')
    sent.push(n)
  })
  meter.served(meter.tally(place), HIT)
  await sender.flush()
  meter.served(meter.tally(place), HIT)
  await sender.flush()
  expect(errors).toHaveLength(2)
  isAway = false
  await sender.flush()
  expect(sent).toEqual([1, 2])
})

test('nothing counted is nothing sent', async () => {
  const sent: MeterBatch[] = []
  const { sender } = flushTo(async (batch) => void sent.push(batch))
  await sender.flush()
  expect(sent).toEqual([])
})

test('what is given up after an hour without a database is told', async () => {
  const { meter, sender, losses } = flushTo(async () => {
    throw new Error('away')
  })
  for (let second = 0; second < 3_601; second++) {
    meter.served(meter.tally(place), HIT)
    await sender.flush()
  }
  expect(losses).toEqual([1])
})

test('a batch under way when others are given up is counted once, and nothing else goes unsaid', async () => {
  const sent: number[] = []
  const gate = Promise.withResolvers<void>()
  const { meter, sender, losses } = flushTo(async ({ n }) => {
    if (n === 1) await gate.promise
    sent.push(n)
  })
  const count = () => {
    meter.served(meter.tally(place), HIT)
    return sender.flush()
  }
  const first = count()
  for (let second = 0; second < 3_601; second++) void count()
  gate.resolve()
  await first
  expect(losses).toEqual([1])
  expect(sent.slice(0, 2)).toEqual([1, 3])
  expect(sent.at(-1)).toBe(3_602)
})

test('counts that are left when the edge stops without a database are told as lost', async () => {
  const { meter, sender, losses } = flushTo(async () => {
    throw new Error('away')
  })
  meter.served(meter.tally(place), HIT)
  await sender.close()
  expect(losses).toEqual([1])
})

test('what is no path of the site is counted by the minute alone', async () => {
  const sent: MeterBatch[] = []
  const { meter, sender } = flushTo(async (batch) => void sent.push(batch))
  meter.served(meter.tally({ ...place, path: '(redirect)', route: '(redirect)' }), HIT)
  await sender.flush()
  expect(sent[0]?.minutes).toHaveLength(1)
  expect(sent[0]?.paths).toEqual([])
})

test('what was rendered without a visitor takes the place of no visitor’s outcome', async () => {
  const sent: MeterBatch[] = []
  const { meter, sender } = flushTo(async (batch) => void sent.push(batch))
  meter.tally(place).invocations += 1
  await sender.flush()
  expect(sent[0]?.paths).toMatchObject([{ path: '/a', invocations: 1, lastStatus: 'NONE', lastAt: new Date(0) }])
})

test('a batch that the database does not take is given up, is told, and holds nothing up', async () => {
  const sent: number[] = []
  const { meter, sender, errors, losses } = flushTo(async ({ n }) => {
    if (n === 1) throw new RefusedBatch('too long')
    sent.push(n)
  })
  meter.served(meter.tally(place), HIT)
  await sender.flush()
  meter.served(meter.tally(place), HIT)
  await sender.flush()
  expect({ sent, losses, errors: errors.length }).toEqual({ sent: [2], losses: [1], errors: 1 })
})
