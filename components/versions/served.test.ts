import { expect, test } from 'vitest'
import { pathDetail, pinnedPath } from '@/components/testing/path-details'
import { servedOf, standingOf } from '@/components/versions/served'

const standings = (detail: ReturnType<typeof pathDetail>) =>
  detail.generations.map((generation) => standingOf(detail, generation))

test('without a pin the newest generation is served, and the others were replaced', () => {
  const detail = pathDetail()
  expect(standings(detail).slice(0, 2)).toEqual(['served', 'earlier'])
  expect(servedOf(detail)?.id).toBe('gen_22')
})

test('while a page is pinned the pinned generation is served, and the newest waits behind it', () => {
  const detail = pinnedPath()
  expect(standings(detail).slice(0, 2)).toEqual(['waiting', 'pinned'])
  expect(servedOf(detail)?.id).toBe('gen_21')
})

test('a pinned generation that a deletion took away is not served: the newest is', () => {
  const { pin } = pinnedPath()
  const detail = pinnedPath({ pin: pin && { ...pin, isServed: false } })
  expect(standings(detail).slice(0, 2)).toEqual(['served', 'hidden'])
  expect(servedOf(detail)?.id).toBe('gen_22')
})

test('nothing is served of a page that was never made', () => {
  expect(servedOf(pathDetail({ generations: [], entries: [] }))).toBeUndefined()
})
