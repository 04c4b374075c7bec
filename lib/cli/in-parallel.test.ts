import { expect, test } from 'vitest'
import { inParallel } from '@/lib/cli/in-parallel'

test('every value is worked on once, so many at a time', async () => {
  const begun: number[] = []
  let [running, most] = [0, 0]
  await inParallel([1, 2, 3, 4, 5], 2, async (value) => {
    begun.push(value)
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    running -= 1
  })
  expect(begun).toEqual([1, 2, 3, 4, 5])
  expect(most).toBe(2)
})

test('after a failure nothing more is begun', async () => {
  const begun: number[] = []
  const gates = [1, 2, 3, 4].map(() => Promise.withResolvers<void>())
  const all = inParallel([0, 1, 2, 3], 2, (value) => {
    begun.push(value)
    return gates[value]?.promise ?? Promise.resolve()
  })
  gates[0]?.reject(new Error('refused'))
  await expect(all).rejects.toThrow('refused')
  gates[1]?.resolve()
  await gates[1]?.promise
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
})
