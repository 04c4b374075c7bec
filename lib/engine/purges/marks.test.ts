import { expect, test } from 'vitest'
import { idOf } from '@/lib/engine/contract-tests/builders'
import type { Scope, Selector } from '@/lib/engine/purges/journal'
import { MAX_PREFIX_SEGMENTS, Marks, prefixesOf, raisedKeys, valueMarkKeys } from '@/lib/engine/purges/marks'

const SCOPE: Scope = { projectId: 'prj_1', environment: null, domain: null, deploymentId: null }
const invalidated = (seq: number, selector: Selector) =>
  ({ seq, kind: 'purge', mode: 'invalidate', deleteAtMs: null, scope: SCOPE, selectors: [selector] }) as const

test.each([
  ['/', []],
  ['/a', ['/a']],
  ['/a/b/c', ['/a', '/a/b', '/a/b/c']],
  ['/a/', ['/a']],
  ['/a//b', ['/a', '/a/', '/a//b']],
])('the prefixes of %s are %j', (path, expected) => {
  expect(prefixesOf(path)).toEqual(expected)
})

test('a look-up asks for no more prefixes than can be purged, however deep the path', () => {
  const deep = prefixesOf(`/${'a/'.repeat(500)}end`)
  expect(deep).toHaveLength(MAX_PREFIX_SEGMENTS)
  expect(deep.at(-1)?.split('/')).toHaveLength(MAX_PREFIX_SEGMENTS + 1)
})

test('a purge of a prefix reaches what functions read for paths below it, and nothing beside it', () => {
  const marks = new Marks()
  marks.apply(invalidated(7, { kind: 'prefix', prefix: '/blog' }), 0)
  const place = { projectId: 'prj_1', environment: 'production' } as const
  const covered = (tag: string) => marks.coverBy(valueMarkKeys(place, [tag])).invalidatedSeq
  expect(
    ['_N_T_/blog', '_N_T_/blog/a', '_N_T_/blog/[slug]/page', '_N_T_/blogs', '_N_T_/', 'blog'].map(covered),
  ).toEqual([7, 7, 7, 0, 0, 0])
})

test('an undo forgets the marks of that purge and no other', () => {
  const marks = new Marks()
  const tag = { kind: 'tag', tag: 'x' } as const
  marks.apply(invalidated(1, tag), 0)
  marks.apply(invalidated(2, { kind: 'path', path: '/a' }), 0)
  marks.forgetSelected({ seq: 3, scope: SCOPE, selectors: [tag] })
  const id = idOf()
  expect(marks.coverSince(1, id, [])?.invalidatedSeq).toBe(2)
  expect(marks.coverSince(2, id, ['x'])).toBeUndefined()
  expect(marks.coverSince(3, id, ['x'])?.invalidatedSeq).toBe(2)
})

test('what was undone is remembered within the same bound as the marks', () => {
  const marks = new Marks(10)
  for (let seq = 1; seq <= 20; seq += 1) {
    const selectors = [{ kind: 'tag', tag: `t${seq}` } as const]
    marks.forgetSelected({ seq, scope: SCOPE, selectors })
  }
  expect(marks.floorSeq).toBeGreaterThan(0)
  expect(raisedKeys(SCOPE, [{ kind: 'all' }])).toHaveLength(1)
})
