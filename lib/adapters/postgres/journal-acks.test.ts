import { expect, test } from 'vitest'
import { JournalAcks } from '@/lib/adapters/postgres/journal-acks'

function open() {
  const state = { nowMs: 0, gate: undefined as PromiseWithResolvers<void> | undefined, errors: 0 }
  const written: (readonly { readonly seq: number; readonly agoMs: number }[])[] = []
  const acks = new JournalAcks({
    nowMs: () => state.nowMs,
    onError: () => {
      state.errors += 1
    },
    write: async (rows) => {
      await state.gate?.promise
      written.push(rows)
    },
  })
  return { state, written, acks }
}

test('what is applied during a write goes with the next one, each with its own age', async () => {
  const { state, written, acks } = open()
  acks.applied({ epoch: 'one', seq: 1 })
  await acks.settled()
  state.gate = Promise.withResolvers()
  acks.applied({ epoch: 'one', seq: 2 })
  acks.applied({ epoch: 'one', seq: 3 })
  state.nowMs = 10
  acks.applied({ epoch: 'one', seq: 4 })
  state.nowMs = 15
  state.gate.resolve()
  await acks.settled()
  expect(written.slice(1)).toEqual([
    [{ epoch: 'one', seq: 2, agoMs: 0 }],
    [
      { epoch: 'one', seq: 3, agoMs: 15 },
      { epoch: 'one', seq: 4, agoMs: 5 },
    ],
  ])
})

test('what could not be written goes along with the next, as old as it is, a hundred at most', async () => {
  const { state, written, acks } = open()
  acks.applied({ epoch: 'one', seq: 1 })
  await acks.settled()
  state.gate = Promise.withResolvers()
  state.gate.promise.catch(() => {})
  state.gate.reject(new Error('away'))
  for (let seq = 2; seq <= 200; seq += 1) acks.applied({ epoch: 'one', seq })
  await acks.settled()
  expect(state.errors).toBe(1)
  state.gate = undefined
  state.nowMs = 1_000
  acks.applied({ epoch: 'one', seq: 201 })
  await acks.settled()
  expect(written.at(-1)).toHaveLength(100)
  expect(written.at(-1)?.slice(-2)).toEqual([
    { epoch: 'one', seq: 200, agoMs: 1_000 },
    { epoch: 'one', seq: 201, agoMs: 0 },
  ])
})
