import { expect, test } from 'vitest'
import { forwardableHeaders, isInternalName, RequestHeaders, TRAIT, traitsOf } from '@/lib/engine/headers'

const none = new Set<string>()

test.each([
  ['br', true],
  ['gzip, deflate, br', true],
  ['gzip, br;q=0.5', true],
  ['br;q=1.0', true],
  ['br;q=0', false],
  ['br;q=0.0, gzip', false],
  ['gzip', false],
  ['brotli', false],
  ['', false],
])('Accept-Encoding "%s" takes brotli: %s', (value, accepts) => {
  expect((traitsOf(['Accept-Encoding', value], none) & TRAIT.brotli) !== 0).toBe(accepts)
})

test.each([
  ['the draft cookie', ['Cookie', 'a=1; __prerender_bypass=x'], none, true],
  ['another cookie', ['Cookie', 'a=1'], none, false],
  ['a cookie where routes read cookies', ['Cookie', 'a=1'], new Set(['cookie']), true],
  ['the revalidate token', ['X-Prerender-Revalidate', 'x'], none, true],
  ['a header that routes read', ['RSC', '1'], new Set(['rsc']), true],
  ['a header that they do not', ['RSC', '1'], none, false],
  ['Pragma: no-cache', ['Pragma', 'no-cache'], none, true],
  ['what every browser sends', ['User-Agent', 'x', 'Accept', '*/*', 'Accept-Language', 'de'], none, false],
] as const)('%s can change the answer: %s', (_title, rawHeaders, deciding, expected) => {
  expect((traitsOf(rawHeaders, deciding) & TRAIT.deciding) !== 0).toBe(expected)
})

test('repeated header lines are one list, cookies one jar', () => {
  const headers = new RequestHeaders(['Accept', 'a', 'accept', 'b', 'Cookie', 'x=1', 'cookie', 'y=2=3'])
  expect(headers.get('accept')).toBe('a, b')
  expect([headers.cookie('x'), headers.cookie('y'), headers.cookie('z')]).toEqual(['1', '2=3', undefined])
})

test('what concerns one connection or the cache alone does not leave', () => {
  const sent = forwardableHeaders([
    ['Connection', 'keep-alive, X-Private'],
    ['Keep-Alive', 'timeout=5'],
    ['X-Private', '1'],
    ['Transfer-Encoding', 'chunked'],
    ['X-Next-Cache-Tags', 'a'],
    ['Vercel-Cache-Tag', 'b'],
    ['Age', '7'],
    ['Content-Type', 'text/html'],
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
  ])
  expect(sent).toEqual([
    ['content-type', 'text/html'],
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ])
})

test('a redirect that names its target twice names it once', () => {
  expect(
    forwardableHeaders([
      ['location', '/a'],
      ['Location', '/a'],
    ]),
  ).toEqual([['location', '/a']])
})

test.each([
  ['x-forwarded-host', true],
  ['x_forwarded_host', true],
  ['x-now_route-matches', true],
  ['x-nextjs-data', false],
  ['x_custom', false],
])('%s is a name of the engine alone: %s', (name, isInternal) => {
  expect(isInternalName(name)).toBe(isInternal)
})
