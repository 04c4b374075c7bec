import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  coveringPurge,
  explainOutcome,
  explainPurge,
  explainSince,
  explainState,
  type Stored,
} from '@/components/status/explain'
import { REASON_SENTENCES } from '@/components/status/reasons'
import { purgeWith } from '@/components/testing/operations'

const stored: Stored = {
  domain: 'shop.example.com',
  environment: 'production',
  deployment: 'dpl_7f3a9c2k1m8q',
  path: '/p/1',
  tags: ['price:18', 'brand:acme'],
  stamp: 40,
}

test('every reason that the documentation explains has a sentence here, and none beside', () => {
  const [, reasons = ''] = readFileSync('docs/failure-modes.md', 'utf8')
    .split(/^## /m)
    .filter((part) => /^(Reasons|Statuses)/.test(part))
  const documented = [...reasons.matchAll(/^### (\S+)$/gm)].map(([, code]) => code)
  expect(documented.length).toBeGreaterThan(10)
  expect(Object.keys(REASON_SENTENCES).toSorted()).toEqual(documented.toSorted())
})

test('an outcome is told with its reason, or by its status alone', () => {
  expect(explainOutcome('HIT', null)).toBe('Served from the cache, fresh.')
  expect(explainOutcome('MISS', 'collapsed')).toContain('this one waited for the same page')
  expect(explainOutcome('MISS', 'a_new_reason')).toContain('a_new_reason')
})

test('a state says what the next visitor gets, and why', () => {
  expect(explainState('stale', 'stale_tag')).toBe(
    'The next visitor gets it once more while it is regenerated. One of its tags was invalidated after it was generated.',
  )
})

test.each([
  ['a stale answer and a fresh entry', 'STALE', 'fresh', 'regenerated'],
  ['a miss and a fresh entry', 'MISS', 'fresh', 'rendered'],
  ['a hit and a stale entry', 'HIT', 'stale', 'is stale now'],
  ['a prerender and a deleted entry', 'PRERENDER', 'deleted', 'deleted since'],
] as const)('%s are reconciled', (_title, status, state, words) => {
  expect(explainSince(status, state)).toContain(words)
})

test.each([
  ['HIT', 'fresh'],
  ['STALE', 'stale'],
  ['HIT', 'none'],
  ['BYPASS', 'stale'],
] as const)('%s beside %s explains itself', (status, state) => {
  expect(explainSince(status, state)).toBeNull()
})

test('the newest purge after the render is the one to blame', () => {
  const purges = [42, 41, 40].map((seq) => purgeWith({ seq }))
  expect(coveringPurge(purges, stored)?.seq).toBe(42)
})

test.each([
  ['was made before the render began', { seq: 40 }],
  ['is of another domain', { scope: { kind: 'domain', domain: 'other.example.com' } }],
  ['is of another environment', { scope: { kind: 'environment', environment: 'preview' } }],
  ['is of another deployment', { scope: { kind: 'deployment', deployment: 'dpl_000000000000' } }],
  ['names another tag', { selectors: [{ kind: 'tag', tag: 'price' }] }],
  ['names a path below', { selectors: [{ kind: 'path', path: '/p/1/reviews' }] }],
] as const)('a purge that %s is not to blame', (_title, parts) => {
  const { selectors, ...rest } = { selectors: purgeWith().selectors, ...parts }
  expect(coveringPurge([purgeWith({ seq: 50, ...rest, selectors: [...selectors] })], stored)).toBeUndefined()
})

test('a purge is told by who made it and by what it reached the path', () => {
  const purge = purgeWith({
    seq: 50,
    mode: 'delete',
    selectors: [
      { kind: 'path', path: '/other' },
      { kind: 'tag', tag: 'brand:acme' },
    ],
  })
  expect(explainPurge(purge, stored)).toBe('Deleted by token:cms through tag brand:acme, journal row 50.')
  expect(explainPurge({ ...purge, deleteAt: '2026-01-01T00:00:00.000Z' }, stored)).toBe(
    'Deleted with the deadline 2026-01-01T00:00:00.000Z by token:cms through tag brand:acme, journal row 50.',
  )
})
