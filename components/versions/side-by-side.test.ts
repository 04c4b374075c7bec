import { expect, test } from 'vitest'
import { sideBySide } from '@/components/versions/side-by-side'

test('what was removed stands beside what was added in its place, each with the number of its line', () => {
  expect(
    sideBySide([
      { kind: 'folded', text: '7 lines', lineCount: 7 },
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'price 12' },
      { kind: 'removed', text: 'gone' },
      { kind: 'added', text: 'price 13' },
      { kind: 'same', text: 'b' },
    ]),
  ).toEqual([
    { kind: 'folded', text: '7 lines' },
    { kind: 'same', left: side(8, 'a', 0, 0), right: side(8, 'a', 0, 0) },
    { kind: 'changed', left: side(9, 'price 12', 7, 8), right: side(9, 'price 13', 7, 8) },
    { kind: 'changed', left: side(10, 'gone', 0, 4), right: null },
    { kind: 'same', left: side(11, 'b', 0, 0), right: side(10, 'b', 0, 0) },
  ])
})

test('lines that were only added or only removed have no counterpart', () => {
  expect(sideBySide([{ kind: 'added', text: 'new' }])).toEqual([
    { kind: 'changed', left: null, right: side(1, 'new', 0, 3) },
  ])
})

test.each([
  ['€ 12.00 each', '€ 13.00 each', [3, 4], [3, 4]],
  ['aaa', 'aa', [2, 3], [2, 2]],
  ['', 'x', [0, 0], [0, 1]],
  ['a😀b', 'a😁b', [1, 3], [1, 3]],
  ['x😀', 'y😀', [0, 1], [0, 1]],
])('of %j and %j what differs is from the first to the last other character', (one, other, left, right) => {
  const rows = sideBySide([
    { kind: 'removed', text: one },
    { kind: 'added', text: other },
  ])
  expect(rows).toMatchObject([{ left: { changed: left }, right: { changed: right } }])
})

function side(number: number, text: string, ...changed: readonly [number, number]) {
  return { number, text, changed }
}
