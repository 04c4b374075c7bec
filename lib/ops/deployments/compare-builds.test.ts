import { expect, test } from 'vitest'
import { type BuildPart, type BuildParts, compareBuilds } from '@/lib/ops/deployments/compare-builds'

const part = (name: string, facts: BuildPart['facts'] = {}, sizeBytes: number | null = null) => ({
  name,
  facts,
  sizeBytes,
})
const NONE: BuildParts = { routes: [], prerenders: [], functions: [], files: [], crons: [] }

test('a build is the same as itself', () => {
  const build = { ...NONE, files: [part('/a.txt', { content: 'x' }, 5)] }
  expect(compareBuilds(build, build).find(({ kind }) => kind === 'files')).toEqual({
    kind: 'files',
    added: 0,
    removed: 0,
    changed: 0,
    same: 1,
    fromBytes: 5,
    toBytes: 5,
    changes: [],
  })
})

test('what was added, removed and changed is told by name, with what differs', () => {
  const from = {
    ...NONE,
    prerenders: [part('/a', { revalidate: '60 s', content: '1' }, 10), part('/gone', {}, 4), part('/same', { x: '1' })],
  }
  const to = {
    ...NONE,
    prerenders: [part('/new', {}, 7), part('/a', { revalidate: '10 s', content: '2' }, 30), part('/same', { x: '1' })],
  }
  expect(compareBuilds(from, to).find(({ kind }) => kind === 'prerenders')).toEqual({
    kind: 'prerenders',
    added: 1,
    removed: 1,
    changed: 1,
    same: 1,
    fromBytes: 14,
    toBytes: 37,
    changes: [
      { name: '/a', change: 'changed', facts: ['revalidate: 60 s → 10 s', 'content'], fromBytes: 10, toBytes: 30 },
      { name: '/gone', change: 'removed', facts: [], fromBytes: 4, toBytes: null },
      { name: '/new', change: 'added', facts: [], fromBytes: null, toBytes: 7 },
    ],
  })
})

test('a fact that only one of them has differs from none', () => {
  const from = { ...NONE, functions: [part('api', { memory: '512 MB' })] }
  const to = { ...NONE, functions: [part('api', { memory: '512 MB', region: 'fra1' })] }
  expect(compareBuilds(from, to)[2]?.changes[0]?.facts).toEqual(['region: none → fra1'])
})

test('of very many changes all are counted and 500 named', () => {
  const files = Array.from({ length: 501 }, (_, at) => part(`/${at}`))
  const section = compareBuilds(NONE, { ...NONE, files })[3]
  expect([section?.added, section?.changes.length]).toEqual([501, 500])
})
