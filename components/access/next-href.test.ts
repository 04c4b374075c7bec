import { expect, test } from 'vitest'
import { safeNextHref } from '@/components/access/next-href'

test.each([
  ['/shop/paths?tag=nav', '/shop/paths?tag=nav'],
  ['/', '/'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
  ['https://evil.example', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/api/v1/access/sign-out', '/'],
])('a link that says %j leads to %s and never off the dashboard', (next, expected) => {
  expect(safeNextHref(next)).toBe(expected)
})
