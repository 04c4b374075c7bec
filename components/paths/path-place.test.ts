import { expect, test } from 'vitest'
import { parsePathPlace } from '@/components/paths/path-place'

test('an address names a path of a domain', () => {
  expect(parsePathPlace('shop', { domain: 'shop.localhost', path: '/a b', window: 'never' })).toEqual({
    project: 'shop',
    domain: 'shop.localhost',
    path: '/a b',
    window: '24h',
  })
})

test.each([
  [{}],
  [{ domain: 'shop.localhost' }],
  [{ domain: 'shop.localhost', path: 'a' }],
  [{ domain: 'no host', path: '/' }],
])('%o names no path', (params) => {
  expect(parsePathPlace('shop', params)).toBeUndefined()
})
