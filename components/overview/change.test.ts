import { expect, test } from 'vitest'
import { changeOfCount, changeOfRatio } from '@/components/overview/change'

test.each([
  [
    { current: 1061, previous: 1000, wanted: 'up' },
    { text: '+6.1 %', mood: 'good' },
  ],
  [
    { current: 1220, previous: 1000, wanted: 'down' },
    { text: '+22 %', mood: 'bad' },
  ],
  [
    { current: 970, previous: 1000, wanted: 'down' },
    { text: '−3 %', mood: 'good' },
  ],
  [
    { current: 970, previous: 1000, wanted: null },
    { text: '−3 %', mood: 'neutral' },
  ],
  [
    { current: 5, previous: 0, wanted: 'up' },
    { text: 'new', mood: 'neutral' },
  ],
  [
    { current: 0, previous: 0, wanted: 'up' },
    { text: 'no change', mood: 'neutral' },
  ],
  [
    { current: 100_001, previous: 100_000, wanted: 'up' },
    { text: 'no change', mood: 'neutral' },
  ],
] as const)('a count of %o changed by %o', (compared, expected) => {
  expect(changeOfCount(compared)).toEqual(expected)
})

test.each([
  [
    { current: 0.978, previous: 0.974, wanted: 'up' },
    { text: '+0.4 pt', mood: 'good' },
  ],
  [
    { current: 0.9, previous: 0.974, wanted: 'up' },
    { text: '−7.4 pt', mood: 'bad' },
  ],
  [
    { current: 0.9, previous: null, wanted: 'up' },
    { text: 'new', mood: 'neutral' },
  ],
  [
    { current: null, previous: 0.974, wanted: 'up' },
    { text: 'no change', mood: 'neutral' },
  ],
] as const)('a ratio of %o changed by %o', (compared, expected) => {
  expect(changeOfRatio(compared)).toEqual(expected)
})
