import { expect, test } from 'vitest'
import type { Outcome } from '@/lib/engine/outcome'
import type { EngineRequest } from '@/lib/engine/request'
import { isWanted, type LiveFilter, liveRequestOf } from '@/lib/engine/tail/live-request'
import { DecisionNotes } from '@/lib/engine/why/decision-notes'

const place = {
  projectId: 'prj_1',
  deploymentId: 'dpl_1',
  domain: 'shop.test',
  path: '/docs/[slug]',
  route: '/docs/[slug]',
}

function answered({
  target = '/docs/a?token=secret',
  outcome = { status: 'STALE', reason: 'stale_tag' } as Outcome,
} = {}) {
  const request: EngineRequest = {
    method: 'GET',
    host: 'www.shop.test',
    authority: 'www.shop.test',
    target,
    rawHeaders: [],
    protocol: 'http',
    clientIp: '192.0.2.1',
    body: null,
  }
  const response = { status: 200, headers: ['Age', '7'], body: null, outcome, place }
  return { request, response, bytes: 12, durationMs: 3.5 }
}
const told = (parts: Parameters<typeof answered>[0] = {}) => {
  const live = liveRequestOf(answered(parts), { id: 'edg_1-1', atMs: 5 })
  if (live === undefined) throw new Error('Nothing was told.')
  return live
}

test('an answer is told with what the cache did, and without its query', () => {
  expect(told()).toEqual({
    id: 'edg_1-1',
    atMs: 5,
    method: 'GET',
    host: 'www.shop.test',
    path: '/docs/a',
    code: 200,
    status: 'STALE',
    reason: 'stale_tag',
    durationMs: 3.5,
    bytes: 12,
    ageSeconds: 7,
    deploymentId: 'dpl_1',
    domain: 'shop.test',
    route: '/docs/[slug]',
    page: '/docs/[slug]',
    decision: null,
  })
  expect(told({ target: `/${'x'.repeat(9_000)}` }).path).toHaveLength(2_048)
})

test('an answer to a request that somebody watched tells its decision', () => {
  const { request, ...rest } = answered()
  const why = new DecisionNotes('edg_1-1')
  why.note({ control: { isInControl: true, appliedSeq: 7 } })
  const live = liveRequestOf({ ...rest, request: { ...request, why } }, { id: 'edg_1-2', atMs: 5 })
  expect(live?.id).toBe('edg_1-1')
  expect(live?.decision).toMatchObject({
    requestId: 'edg_1-1',
    how: 'served',
    httpStatus: 200,
    path: '/docs/a',
    outcome: { status: 'STALE', reason: 'stale_tag' },
    facts: { control: { appliedSeq: 7 } },
  })
})

test('an answer of no site is not told', () => {
  const { response, ...rest } = answered()
  const { place: _, ...nobodys } = response
  expect(liveRequestOf({ ...rest, response: nobodys }, { id: '1', atMs: 0 })).toBeUndefined()
})

test.each<[Omit<LiveFilter, 'projectId'>, boolean]>([
  [{}, true],
  [{ domain: 'shop.test' }, true],
  [{ domain: 'www.shop.test' }, true],
  [{ domain: 'blog.test' }, false],
  [{ path: '/docs' }, true],
  [{ path: '/docs/' }, true],
  [{ path: '/docs/a' }, true],
  [{ path: '/doc' }, false],
  [{ path: '/doc*' }, true],
  [{ path: '/' }, true],
  [{ statuses: ['MISS', 'STALE'] }, true],
  [{ statuses: ['HIT'] }, false],
  [{ reason: 'stale_tag' }, true],
  [{ reason: 'stale_time' }, false],
  [{ method: 'POST' }, false],
  [{ code: 2 }, true],
  [{ code: 200 }, true],
  [{ code: 4 }, false],
  [{ domain: 'shop.test', path: '/docs', statuses: ['STALE'], code: 5 }, false],
])('%j wants a stale page of the docs: %s', (filter, isOne) => {
  expect(isWanted(told(), { projectId: 'prj_1', ...filter })).toBe(isOne)
})
