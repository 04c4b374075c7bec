import { expect, test } from 'vitest'
import { formatTarget, parseTarget } from '@/lib/engine/routing/parse-target'

test.each([
  ['/', '/'],
  ['/blog/a', '/blog/a'],
  ['/h%C3%A9llo', '/héllo'],
  ['/a%20b', '/a b'],
  ['/%61%2d%7E', '/a-~'],
  ['/a%2fb', '/a%2Fb'],
  ['/a%252fb', '/a%252fb'],
  ['/a%252Fb', '/a%252Fb'],
  ['/100%25', '/100%25'],
  ['/a%3fb%23c', '/a%3Fb%23c'],
  ['/a//b', '/a//b'],
  ['/a.b/..c', '/a.b/..c'],
])('%s has the canonical path %s, which canonicalises to itself', (target, path) => {
  expect(parseTarget(target)).toEqual({ path, query: [] })
  expect(parseTarget(formatTarget(path, []))).toEqual({ path, query: [] })
})

test.each([
  ['no path', '*', 'not_origin_form'],
  ['an absolute URL', 'http://evil.test/', 'not_origin_form'],
  ['an empty target', '', 'not_origin_form'],
  ['too long a target', `/${'a'.repeat(8192)}`, 'too_long'],
  ['a fragment', '/a#b', 'fragment'],
  ['a control byte', '/a\u0000b', 'control_byte'],
  ['a line end', '/a\nb', 'control_byte'],
  ['a space', '/a b', 'control_byte'],
  ['a raw byte above ASCII', '/\u00e9', 'control_byte'],
  ['a control byte in the query', '/a?b\rc', 'control_byte'],
  ['an encoded control byte', '/a%00b', 'control_byte'],
  ['an encoded line end', '/a%0d%0ab', 'control_byte'],
  ['an encoded C1 control', '/a%C2%85b', 'control_byte'],
  ['an encoded delete', '/a%7fb', 'control_byte'],
  ['a backslash', '/a\\b', 'backslash'],
  ['an encoded backslash', '/a%5cb', 'backslash'],
  ['a broken escape', '/a%zz', 'bad_escape'],
  ['half an escape', '/a%2', 'bad_escape'],
  ['invalid UTF-8', '/a%ff', 'bad_escape'],
  ['an overlong slash', '/a%c0%af', 'bad_escape'],
  ['a dot segment', '/a/../b', 'dot_segment'],
  ['a single dot segment', '/a/./b', 'dot_segment'],
  ['an encoded dot segment', '/a/%2e%2E/b', 'dot_segment'],
  ['a dot segment before an encoded slash', '/a/..%2fb', 'dot_segment'],
  ['a dot segment behind an encoded slash', '/a%2f..', 'dot_segment'],
])('refuses %s', (_title, target, refused) => {
  expect(parseTarget(target)).toEqual({ refused })
})

test('T13 limits: the longest target allowed is 8192 characters', () => {
  expect(parseTarget(`/${'a'.repeat(8191)}`)).toMatchObject({ query: [] })
})

test.each([
  ['?', []],
  ['?a', [['a', '']]],
  [
    '?a=1&a=2',
    [
      ['a', '1'],
      ['a', '2'],
    ],
  ],
  ['?&&b=', [['b', '']]],
  ['?a=b=c', [['a', 'b=c']]],
  ['?q=x+y%2Bz', [['q', 'x y+z']]],
  ['?q=%E9', [['q', '%E9']]],
  ['?q=100%', [['q', '100%']]],
  ['?%C3%A9=%26', [['é', '&']]],
])('the query %s is read as %j and written so that it reads the same', (search, query) => {
  const target = parseTarget(`/${search}`)

  expect(target).toEqual({ path: '/', query })
  expect('path' in target && parseTarget(formatTarget(target.path, target.query))).toEqual(target)
})

test('whatever is accepted reads the same when it is written again, and has no way out', () => {
  const parts = [
    'a',
    '/',
    '//',
    '.',
    '..',
    '%2e',
    '%2F',
    '%5c',
    '\\',
    '%25',
    '%00',
    '%0a',
    ';',
    '?',
    '&',
    '=',
    '%C3%A9',
    '%ff',
    '%u',
    '#',
    ' ',
  ]
  let seed = 7
  const next = () => {
    seed = (seed * 48271) % 2147483647
    return seed
  }
  let acceptedCount = 0
  for (let round = 0; round < 20_000; round++) {
    const target = `/${Array.from({ length: next() % 6 }, () => parts[next() % parts.length]).join('')}`
    const parsed = parseTarget(target)
    if ('refused' in parsed) continue
    acceptedCount += 1
    expect(parseTarget(formatTarget(parsed.path, parsed.query)), target).toEqual(parsed)
    expect(decodeURIComponent(parsed.path).split('/'), target).not.toContain('..')
  }
  expect(acceptedCount).toBeGreaterThan(3_000)
})
