import { expect, test } from 'vitest'
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
