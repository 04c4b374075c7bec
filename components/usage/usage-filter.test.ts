import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import {
  parseSeries,
  parseUsageFilter,
  sortUsageBy,
  usageCommands,
  whatIfCommands,
} from '@/components/usage/usage-filter'

test('an address without parameters shows the month so far by route; wrong ones are passed over', () => {
  const plain = parseUsageFilter('shop', {})
  expect(plain).toMatchObject({
    project: 'shop',
    window: 'month',
    by: 'route',
    sort: 'requests',
    order: 'desc',
    limit: 50,
  })
  const wrong = { window: '9y', by: 'mood', sort: '<b>', order: 'up', limit: '-3', from: 'yesterday', domain: 'a b' }
  expect(parseUsageFilter('shop', wrong)).toEqual(plain)
  expect([parseSeries({}), parseSeries({ metric: 'writeUnits' }), parseSeries({ metric: 'x' })]).toEqual([
    'requests',
    'writeUnits',
    'requests',
  ])
})

test('an address says window, grouping, sort and place', () => {
  const from = '2026-11-02T09:00:00.000Z'
  const until = '2026-11-03T09:00:00.000Z'
  const filter = parseUsageFilter('shop', {
    window: '2026-10',
    by: 'path',
    sort: 'amount',
    order: 'asc',
    from,
    until,
    route: '/[slug]',
  })
  expect(filter).toMatchObject({
    window: '2026-10',
    by: 'path',
    sort: 'amount',
    order: 'asc',
    from,
    until,
    route: '/[slug]',
  })
})

test('a click on a head sorts by it, and again the other way', () => {
  const filter = { sort: 'requests', order: 'desc' } as const
  expect(sortUsageBy(filter, 'amount')).toEqual({ sort: 'amount', order: undefined })
  expect(sortUsageBy(filter, 'requests')).toEqual({ sort: 'requests', order: 'asc' })
  expect(sortUsageBy({ sort: 'requests', order: 'asc' }, 'requests')).toEqual({ sort: undefined, order: undefined })
  expect(sortUsageBy(filter, 'name')).toEqual({ sort: 'name', order: 'asc' })
})

test('what is copied is one command whose arguments a shell takes as they are', () => {
  const filter = parseUsageFilter('shop', { by: 'path', sort: 'amount', route: "/it's/[slug]" })
  const [cli, csv, series, curl] = usageCommands(filter)
  const words = (text = '') =>
    execFileSync('sh', ['-c', `printf '%s\\n' ${text}`], { encoding: 'utf8' })
      .trim()
      .split('\n')
  expect(words(cli?.text).slice(0, 7)).toEqual([
    'npx',
    'freshet',
    'usage',
    '--project',
    'shop',
    '--route',
    "/it's/[slug]",
  ])
  expect([words(csv?.text).at(-1), words(series?.text).at(-1)]).toEqual(['--csv', '--series'])
  const url = new URL(words(`${curl?.text}`)[2] ?? '', 'http://localhost')
  expect([url.pathname, url.searchParams.get('route'), url.searchParams.get('by')]).toEqual([
    '/api/v1/usage',
    "/it's/[slug]",
    'path',
  ])
  expect(words(whatIfCommands({ project: 'shop', route: '/[slug]', revalidate: 60 })[0]?.text)).toEqual([
    ...['npx', 'freshet', 'usage', 'what-if', '/[slug]', '--project', 'shop', '--revalidate', '60'],
  ])
})
