import { expect, test } from 'vitest'
import type { WarmedPage } from '@/lib/contract/warm-ups'
import { summarise, verdictOf, whyClosed } from '@/lib/server/jobs/warm-verdict'

const gate = { maxFailedPercent: 5, maxP95Ms: 1_000 }
const page = (parts: Partial<WarmedPage> = {}): WarmedPage => ({
  domain: 'a.test',
  target: '/',
  verdict: 'made',
  status: 200,
  ms: 10,
  bytes: 100,
  message: null,
  ...parts,
})
const many = (count: number, parts: Partial<WarmedPage> = {}) => Array.from({ length: count }, () => page(parts))

test.each([
  [200, { status: 'HIT', reason: null }, 'fresh'],
  [200, { status: 'PRERENDER', reason: null }, 'fresh'],
  [200, { status: 'REVALIDATED', reason: 'forced' }, 'made'],
  [200, { status: 'MISS', reason: 'cold' }, 'made'],
  [308, { status: 'MISS', reason: 'cold' }, 'made'],
  [200, { status: 'MISS', reason: null }, 'unstored'],
  [200, { status: 'MISS', reason: 'key_limit' }, 'unstored'],
  [200, { status: 'BYPASS', reason: 'crawler' }, 'unstored'],
  [200, { status: 'STALE', reason: 'stale_error' }, 'failed'],
  [200, { status: 'STALE', reason: 'control_lost' }, 'failed'],
  [200, { status: 'MISS', reason: 'error' }, 'failed'],
  [500, { status: 'MISS', reason: 'error' }, 'failed'],
  [404, { status: 'MISS', reason: 'cold' }, 'failed'],
] as const)('an answer %i with %j is %s', (status, outcome, verdict) => {
  expect(verdictOf(status, outcome)).toBe(verdict)
})

test('times are of what was rendered, and what failed is listed first, then the slowest', () => {
  const pages = [
    page({ ms: 5 }),
    page({ ms: 900, verdict: 'fresh' }),
    page({ ms: 50 }),
    page({ ms: 1, verdict: 'failed' }),
  ]
  const summary = summarise(pages)
  expect(summary).toMatchObject({
    counts: { asked: 4, made: 2, fresh: 1, unstored: 0, failed: 1 },
    bytes: 400,
    p50Ms: 5,
    p95Ms: 50,
    maxMs: 50,
  })
  expect(summary.pages.map(({ ms }) => ms)).toEqual([1, 900, 50, 5])
})

test('a gate lets through as many failures as it says, and not one more', () => {
  expect(whyClosed(gate, summarise([...many(95), ...many(5, { verdict: 'failed' })]))).toBeUndefined()
  const shut = summarise([...many(94), ...many(6, { verdict: 'failed', target: '/sale', message: 'It answered 500.' })])
  expect(whyClosed(gate, shut)).toBe('6 of 100 pages failed, more than 5 %. a.test/sale: It answered 500.')
})

test('a gate is shut for pages that are too slow', () => {
  expect(whyClosed(gate, summarise([...many(95), ...many(5, { ms: 9_000 })]))).toBeUndefined()
  expect(whyClosed(gate, summarise([...many(94), ...many(6, { ms: 9_000 })]))).toContain('p95 was 9000 ms')
})

test('nothing to warm is nothing to hold back for', () => {
  expect(whyClosed(gate, summarise([]))).toBeUndefined()
})
