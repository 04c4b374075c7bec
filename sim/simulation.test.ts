import { describe, expect, test } from 'vitest'
import { FAULTS } from './faults'
import { play } from './play'
import { playMany } from './play-many'

test('no seed shows what must not be shown: the first 200', async () => {
  const { failed, answerCount } = await playMany({ first: 1, count: 200, stride: 1 })
  expect(failed).toEqual([])
  expect(answerCount).toBeGreaterThan(5_000)
})

test('a seed is the same story each time', async () => {
  const [one, again, other] = [7, 7, 8].map((seed) => play(seed, { isTraced: true }))
  expect(await one).toEqual(await again)
  expect((await one)?.trace).not.toEqual((await other)?.trace)
})

/** Seeds within which each fault has to be found. */
const ENOUGH = 400

describe('the simulation finds an engine', () => {
  test.each(Object.entries(FAULTS))('in which %s', { timeout: 120_000 }, async (_name, fault) => {
    let violation: string | undefined
    for (let seed = 1; seed <= ENOUGH && violation === undefined; seed += 1) {
      violation = (await play(seed, { fault })).violation
    }
    expect(violation).toBeDefined()
  })
})
