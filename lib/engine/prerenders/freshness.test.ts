import { expect, test } from 'vitest'
import { prerenderAt } from '@/lib/adapters/memory/site'
import type { HeaderPair, PrerenderConfig } from '@/lib/engine/deployment'
import { isStorable, lifetimeOf, sharedLifetimeOf, tagsOf } from '@/lib/engine/prerenders/freshness'

const config = (more: Partial<PrerenderConfig>) => prerenderAt('/page', more).config

test.each([
  ['the config counts where the function says nothing', [], { expiration: 60 }, 60, null],
  ['with its expire', [], { expiration: 60, staleExpirationSeconds: 300 }, 60, 300],
  ['false is until purged', [], { expiration: false }, null, null],
  ['s-maxage counts before the config', [['cache-control', 's-maxage=5']], { expiration: 60 }, 5, null],
  ['also before false', [['Cache-Control', 'public, s-maxage=5']], { expiration: false }, 5, null],
  [
    'with stale-while-revalidate comes an expire',
    [['cache-control', 's-maxage=5, stale-while-revalidate=25']],
    { expiration: 60 },
    5,
    30,
  ],
  [
    'max-age is for browsers',
    [['cache-control', 'public, max-age=0, must-revalidate']],
    { expiration: 600 },
    600,
    null,
  ],
  [
    'what SvelteKit says of its data is not about the cache',
    [['cache-control', 'private, no-store']],
    { expiration: 60 },
    60,
    null,
  ],
  [
    'the more special header counts first',
    [
      ['cache-control', 's-maxage=1'],
      ['cdn-cache-control', 's-maxage=2'],
      ['vercel-cdn-cache-control', 's-maxage=3'],
    ],
    { expiration: 60 },
    3,
    null,
  ],
  [
    'in a header for shared caches alone `max-age` is theirs',
    [
      ['cache-control', 's-maxage=1'],
      ['vercel-cdn-cache-control', 'max-age=3'],
    ],
    { expiration: 60 },
    3,
    null,
  ],
  ['and elsewhere it is not', [['cache-control', 'max-age=3']], { expiration: 60 }, 60, null],
  ['a year is the most', [['cache-control', 's-maxage=99999999']], { expiration: 60 }, 31_536_000, null],
  ['a second is the least', [], { expiration: 0 }, 1, null],
] as const)('%s', (_title, headers, more, revalidateSeconds, expireSeconds) => {
  const pairs: HeaderPair[] = headers.map(([name, value]) => [name, value])
  expect(lifetimeOf(pairs, config(more))).toEqual({ revalidateSeconds, expireSeconds })
})

test.each([200, 301, 302, 307, 308, 404, 410])('%i may be stored', (status) => {
  expect(isStorable(status, [['location', '/x']])).toBe(true)
})

test.each([201, 204, 206, 303, 304, 400, 401, 403, 429, 500, 502, 503])('T7 cpdos.matrix: %i may not', (status) => {
  expect(isStorable(status, [['location', '/x']])).toBe(false)
})

test('tags come from both headers and beside them, once each, trimmed', () => {
  const headers: HeaderPair[] = [
    ['x-next-cache-tags', 'a, b'],
    ['Vercel-Cache-Tag', 'b,c'],
  ]
  expect(tagsOf(headers, ['d', 'a', ' '])).toEqual(['a', 'b', 'c', 'd'])
})

test('tags come from every line of a header that is sent several times', () => {
  const headers: HeaderPair[] = [
    ['vercel-cache-tag', 'a'],
    ['vercel-cache-tag', 'b'],
  ]
  expect(tagsOf(headers, [])).toEqual(['a', 'b'])
})

test('a tag that nobody could purge is not attached, and 128 are enough', () => {
  expect(tagsOf([], ['x'.repeat(1_025), '\u65e5'.repeat(342), 'bad\u0000tag', 'half\ud83c', 'ok'])).toEqual(['ok'])
  expect(
    tagsOf(
      [],
      Array.from({ length: 200 }, (_, index) => `t${index}`),
    ),
  ).toHaveLength(128)
})

const FORBIDDEN = ['private', 'no-store', 'no-cache'].flatMap((word) => [
  ...[word, word.toUpperCase(), `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`, ` ${word} `, `\t${word}`],
  ...[`${word}=""`, `${word}="`, `${word}=" authorization"`, `${word}="set-cookie"`, `${word}=set-cookie`, `${word}=1`],
  ...[`${word};x`, `${word}\u00a0`, `x-${word}`],
])

test.each(FORBIDDEN)('T6 private.grammar: “%s” forbids to share, before s-maxage and behind it', (spelling) => {
  const lifetimes = [`${spelling}, s-maxage=60`, `s-maxage=60, ${spelling}`].map((value) =>
    sharedLifetimeOf(200, [['cache-control', value]]),
  )
  expect(lifetimes).toEqual([undefined, undefined])
})
