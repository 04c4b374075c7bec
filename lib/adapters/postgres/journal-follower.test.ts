import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryJournal } from '@/lib/adapters/memory/journal'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { JournalFollower, type ReadTiming } from '@/lib/adapters/postgres/journal-follower'
import { purgeOf } from '@/lib/engine/contract-tests/builders'
import type { Journal } from '@/lib/engine/ports'
import type { JournalRead } from '@/lib/engine/purges/journal'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount(), 'timers left behind').toBe(0)
  vi.useRealTimers()
})

function follow(overrides: { readAfter?: Journal['readAfter'] } = {}) {
  const journal = createMemoryJournal(createManualClock(0))
  const reads: (JournalRead & ReadTiming)[] = []
  const errors: unknown[] = []
  const bell = { ring: () => {}, isClosed: false }
  const follower = new JournalFollower({
    journal: { readAfter: overrides.readAfter ?? journal.readAfter },
    bus: {
      async listen(onRing) {
        bell.ring = onRing
      },
      async close() {
        bell.isClosed = true
      },
    },
    onRead: (read, timing) => reads.push({ ...read, ...timing }),
    onError: (error) => errors.push(error),
  })
  return { journal, follower, reads, errors, bell }
}

test('the first read tells where the journal stands without its past, later ones each row once', async () => {
  const { journal, follower, reads, bell } = follow()
  await journal.append(purgeOf())
  await follower.start()
  expect(reads).toMatchObject([{ seq: 1, rows: [] }])
  await journal.append(purgeOf())
  bell.ring()
  await vi.advanceTimersByTimeAsync(0)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(reads.map(({ seq, rows }) => [seq, rows.length])).toEqual([
    [1, 0],
    [2, 1],
    [2, 0],
  ])
  await follower.stop()
})

test('without the doorbell a row arrives with the poll', async () => {
  const { journal, follower, reads } = follow()
  await follower.start()
  await journal.append(purgeOf())
  await vi.advanceTimersByTimeAsync(999)
  expect(reads).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(reads[1]).toMatchObject({ seq: 1, rows: [{ seq: 1 }] })
  await follower.stop()
})

test('any number of rings during a read are answered by one more read', async () => {
  const gates: PromiseWithResolvers<JournalRead>[] = []
  const readAfter = () => {
    const gate = Promise.withResolvers<JournalRead>()
    gates.push(gate)
    return gate.promise
  }
  const { follower, bell } = follow({ readAfter })
  const started = follower.start()
  for (let n = 0; n < 5; n++) bell.ring()
  expect(gates).toHaveLength(1)
  gates[0]?.resolve({ epoch: 'e', news: [], seq: 0, rows: [], nowMs: 0 })
  await started
  await vi.advanceTimersByTimeAsync(0)
  expect(gates).toHaveLength(2)
  gates[1]?.resolve({ epoch: 'e', news: [], seq: 0, rows: [], nowMs: 0 })
  await vi.advanceTimersByTimeAsync(0)
  expect(gates).toHaveLength(2)
  await follower.stop()
})

test('a read that hangs is given up after a second, its late answer counts for nothing, and the next one goes on', async () => {
  const hung = Promise.withResolvers<JournalRead>()
  const answer = { epoch: 'e', news: [], seq: 7, rows: [], nowMs: 0 }
  let count = 0
  const readAfter = async () => (++count === 1 ? hung.promise : answer)
  const { follower, reads, errors } = follow({ readAfter })
  const started = follower.start()
  await vi.advanceTimersByTimeAsync(1_000)
  await started
  hung.resolve({ ...answer, seq: 3 })
  await vi.advanceTimersByTimeAsync(0)
  expect(errors).toMatchObject([{ message: 'The database did not answer within 1000 ms.', code: 'ETIMEDOUT' }])
  expect(reads.map(({ seq }) => seq)).toEqual([7])
  await follower.stop()
})

test('each read tells when it began; none is told of while reads fail', async () => {
  const answer = { epoch: 'e', news: [], seq: 0, rows: [], nowMs: 0 }
  let isAway = false
  const begunAtMs: number[] = []
  const errors: unknown[] = []
  const follower = new JournalFollower({
    journal: {
      ...createMemoryJournal(createManualClock(0)),
      readAfter: async () => {
        if (isAway) throw new Error('away')
        return answer
      },
    },
    bus: { listen: async () => {}, close: async () => {} },
    onRead: (_read, { beganAtMs }) => begunAtMs.push(beganAtMs),
    onError: (error) => errors.push(error),
  })
  await follower.start()
  const [first = 0] = begunAtMs
  isAway = true
  await vi.advanceTimersByTimeAsync(3_000)
  expect(errors).toHaveLength(3)
  expect(begunAtMs).toEqual([first])
  isAway = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(begunAtMs).toEqual([first, first + 4_000])
  await follower.stop()
})

test('a read that could not be applied is neither confirmed nor passed over', async () => {
  const journal = createMemoryJournal(createManualClock(0))
  const seen: number[] = []
  const errors: unknown[] = []
  const follower = new JournalFollower({
    journal,
    bus: { listen: async () => {}, close: async () => {} },
    onRead: ({ rows }) => {
      for (const { seq } of rows) seen.push(seq)
      if (seen.length === 1) throw new Error('not applied')
    },
    onError: (error) => errors.push(error),
  })
  await follower.start()
  await journal.append(purgeOf())
  await vi.advanceTimersByTimeAsync(2_000)
  expect(seen).toEqual([1, 1])
  expect(errors).toEqual([new Error('not applied')])
  await follower.stop()
})

test('a follower stopped before its first read says so, and leaves neither timer nor listener', async () => {
  const { follower, bell } = follow({ readAfter: async () => Promise.reject(new Error('away')) })
  const started = follower.start()
  await follower.stop()
  await expect(started).rejects.toThrow('was stopped')
  expect(bell.isClosed).toBe(true)
})

test('catching up resolves once the number is applied, at once when it already is', async () => {
  const { journal, follower, reads } = follow()
  await follower.start()
  await follower.catchUp(await journal.append(purgeOf()))
  expect(reads.at(-1)).toMatchObject({ seq: 1, rows: [{ seq: 1 }] })
  const count = reads.length
  await follower.catchUp(1)
  expect(reads).toHaveLength(count)
  await follower.stop()
})

test('catching up is not content with a read that began before it asked', async () => {
  const gates: PromiseWithResolvers<JournalRead>[] = []
  const readAfter = () => {
    const gate = Promise.withResolvers<JournalRead>()
    gates.push(gate)
    return gate.promise
  }
  const { follower } = follow({ readAfter })
  const started = follower.start()
  await vi.advanceTimersByTimeAsync(1)
  const caughtUp = follower.catchUp(3)
  gates[0]?.resolve({ epoch: 'e', news: [], seq: 2, rows: [], nowMs: 0 })
  await started
  await vi.advanceTimersByTimeAsync(0)
  gates[1]?.resolve({ epoch: 'e', news: [], seq: 3, rows: [], nowMs: 0 })
  await caughtUp
  await follower.stop()
})

test('catching up rejects when the journal cannot be read, does not reach so far, or the follower is stopped', async () => {
  let isAway = false
  const readAfter = async () => {
    if (isAway) throw new Error('away')
    return { epoch: 'e', news: [], seq: 1, rows: [], nowMs: 0 }
  }
  const { follower } = follow({ readAfter })
  await follower.start()
  await expect(follower.catchUp(9)).rejects.toThrow('knows no number 9')
  isAway = true
  await expect(follower.catchUp(9)).rejects.toThrow('away')
  const caughtUp = follower.catchUp(9)
  await follower.stop()
  await expect(caughtUp).rejects.toThrow('was stopped')
})
