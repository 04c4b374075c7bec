import { expect, test } from 'vitest'
import { before, MINUTE } from '@/components/testing/instants'
import { failureWith, pathDetail } from '@/components/testing/path-details'
import { timelineOf } from '@/components/versions/timeline'

const { generations } = pathDetail()

test('failures stand between the generations, where they happened', () => {
  const failures = [failureWith({ at: before(1_000) }), failureWith({ at: before(30 * MINUTE) })]
  expect(timelineOf({ generations: generations.slice(0, 2), failures })).toMatchObject([
    { kind: 'failed', failure: failures[0], count: 1 },
    { kind: 'generation', generation: { id: 'gen_22' } },
    { kind: 'failed', failure: failures[1], count: 1 },
    { kind: 'generation', generation: { id: 'gen_21' } },
  ])
})

test('failures one after the other that say the same are one, with how many and since when', () => {
  const failures = [
    failureWith({ at: before(1_000) }),
    failureWith({ at: before(31_000) }),
    failureWith({ at: before(61_000), message: 'The function did not answer in time.', status: null }),
  ]
  expect(timelineOf({ generations: [], failures })).toMatchObject([
    { failure: failures[0], count: 2, since: failures[1]?.at },
    { failure: failures[2], count: 1, since: failures[2]?.at },
  ])
})
