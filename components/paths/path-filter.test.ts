import { expect, test } from 'vitest'
import { deploymentParam, isNarrowed, parsePathFilter, pathsCommands, sortBy } from '@/components/paths/path-filter'

const everything = parsePathFilter('shop', {})

test('an address without parameters shows the busiest paths of a day, of what visitors get', () => {
  expect(everything).toEqual({
    project: 'shop',
    deployment: 'live',
    window: '24h',
    sort: 'requests',
    order: 'desc',
    page: 1,
    pageSize: 50,
  })
})

test('every part of the table can be said by the address', () => {
  const params = {
    window: '7d',
    domain: 'shop.example.com',
    deployment: 'dpl_7f3a9c2k1m8q',
    state: 'failed',
    route: '/blog/[slug]',
    tag: 'price:18',
    q: '/blog',
    sort: 'age',
    order: 'asc',
    page: '3',
  }
  const { q: search, ...rest } = params
  expect(parsePathFilter('shop', params)).toEqual({ project: 'shop', pageSize: 50, ...rest, search, page: 3 })
})

test('nonsense in the address is left out, the rest still holds', () => {
  const params = {
    window: '9y',
    state: 'rotten',
    route: '',
    sort: 'colour',
    order: 'up',
    page: '-2',
    domain: 'a b',
    q: ['x'],
    tag: 'nav',
  }
  expect(parsePathFilter('shop', params)).toEqual({ ...everything, tag: 'nav' })
})

test.each([
  ['requests', 'desc', 'requests', { sort: 'requests', order: 'asc', page: undefined }],
  ['requests', 'desc', 'age', { sort: 'age', order: undefined, page: undefined }],
  ['age', 'desc', 'path', { sort: 'path', order: 'asc', page: undefined }],
  ['path', 'asc', 'path', { sort: 'path', order: undefined, page: undefined }],
  ['requests', 'asc', 'requests', { sort: undefined, order: undefined, page: undefined }],
] as const)('sorted by %s %s, a click on %s asks for %o and page one', (sort, order, column, expected) => {
  expect(sortBy({ sort, order }, column)).toEqual(expected)
})

test.each([
  [undefined, 'all'],
  ['live', undefined],
  ['dpl_7f3a9c2k1m8q', 'dpl_7f3a9c2k1m8q'],
])('the choice of deployment %s is %s in the address, and read from it again', (deployment, param) => {
  expect(deploymentParam(deployment)).toBe(param)
  expect(parsePathFilter('shop', { deployment: param }).deployment).toBe(deployment)
})

test('no match differs from nothing yet', () => {
  expect([
    isNarrowed(everything),
    isNarrowed({ ...everything, search: '' }),
    isNarrowed({ ...everything, tag: 'nav' }),
    isNarrowed({ ...everything, deployment: undefined }),
    isNarrowed({ ...everything, deployment: 'dpl_7f3a9c2k1m8q' }),
  ]).toEqual([false, false, true, false, true])
})

test('the command asks for the same table', () => {
  const [cli, curl] = pathsCommands({ ...everything, tag: 'price 18', state: 'pinned', route: '/[slug]', page: 2 })
  expect(cli?.text).toBe(
    `npx freshet paths --project shop --window 24h --deployment live --state pinned --route '/[slug]' --tag 'price 18' --sort requests --order desc --page 2`,
  )
  expect(curl?.text).toContain('/api/v1/paths?project=shop')
  expect(curl?.text).toContain('tag=price+18')
})
