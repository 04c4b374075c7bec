import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Announcer } from '@/lib/adapters/postgres/announcer'
import { RefusedAnnouncement } from '@/lib/engine/ports'
import type { Announcement } from '@/lib/engine/purges/journal'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount(), 'timers left behind').toBe(0)
  vi.useRealTimers()
})

function open(refuse: (announcement: Announcement) => Error | undefined = () => undefined) {
  const told: Announcement[] = []
  const errors: unknown[] = []
  const announcer = new Announcer({
    journal: {
      async announce(_edgeId, announcement) {
        const error = refuse(announcement)
        if (error) throw error
        told.push(announcement)
      },
    },
    edgeId: 'edg_1',
    onError: (error) => errors.push(error),
    limit: 3,
  })
  return { announcer, told, errors }
}

test('the first keys are told at once, and what comes within 20 ms is told together after that', async () => {
  const { announcer, told } = open()
  announcer.announce(['a', 'b'])
  await vi.advanceTimersByTimeAsync(0)
  announcer.announce(['c'])
  announcer.announce(['d', 'c'])
  await vi.advanceTimersByTimeAsync(19)
  expect(told).toEqual([{ n: 1, keys: ['a', 'b'] }])
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toEqual([
    { n: 1, keys: ['a', 'b'] },
    { n: 2, keys: ['c', 'd'] },
  ])
  await announcer.close()
})

test('while the database is away the same announcement is tried again, and later keys wait for their own', async () => {
  let isAway = true
  const { announcer, told, errors } = open(() => (isAway ? new Error('away') : undefined))
  announcer.announce(['a'])
  await vi.advanceTimersByTimeAsync(600)
  announcer.announce(['b'])
  isAway = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told).toEqual([
    { n: 1, keys: ['a'] },
    { n: 2, keys: ['b'] },
  ])
  expect(errors).toHaveLength(2)
  await announcer.close()
})

test('more keys than can be named leave a gap in the count', async () => {
  const { announcer, told } = open()
  announcer.announce(['a'])
  announcer.announce(['b', 'c', 'd', 'e'])
  await vi.advanceTimersByTimeAsync(40)
  expect(told).toEqual([
    { n: 1, keys: ['a'] },
    { n: 3, keys: [] },
  ])
  await announcer.close()
})

test('keys that the database refuses leave a gap, and the next ones are told', async () => {
  const { announcer, told, errors } = open(({ keys }) => (keys.includes('bad') ? new RefusedAnnouncement() : undefined))
  announcer.announce(['bad'])
  await vi.advanceTimersByTimeAsync(20)
  announcer.announce(['good'])
  await vi.advanceTimersByTimeAsync(20)
  expect(told).toEqual([
    { n: 2, keys: [] },
    { n: 3, keys: ['good'] },
  ])
  expect(errors).toHaveLength(1)
  await announcer.close()
})

test('what still waits at the end is told', async () => {
  const { announcer, told } = open()
  announcer.announce(['a'])
  await vi.advanceTimersByTimeAsync(0)
  announcer.announce(['b'])
  await announcer.close()
  expect(told.map(({ keys }) => keys)).toEqual([['a'], ['b']])
})
