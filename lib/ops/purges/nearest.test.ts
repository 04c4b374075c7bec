import { expect, test } from 'vitest'
import { editDistance, nearestNames } from '@/lib/ops/purges/nearest'

const TAGS = ['post:42', 'post:24', 'posts', 'product:7', 'Post:4', 'x', 'nav']

test.each([
  ['post:43', ['post:42', 'Post:4', 'post:24']],
  ['POST:42', ['post:42', 'Post:4', 'post:24']],
  ['prodct:7', ['product:7']],
  ['nav:top', ['nav']],
  ['zzzzzzzz', []],
])('nearest to %s are %j', (wished, expected) => {
  expect(nearestNames(wished, TAGS, 3)).toEqual(expected)
})

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['same', 'same', 0],
])('from %s to %s it takes %d letters', (one, other, expected) => {
  expect(editDistance(one, other)).toBe(expected)
})
