import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import {
  narrowTo,
  parseSeries,
  parseUsageFilter,
  parseWhatIf,
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

test('an address narrows to a deployment, a route and a region; paths are not told apart within a region', () => {
  const place = { deployment: 'dpl_abcdefghijkl', route: '/[slug]', region: 'fra1' }
  expect(parseUsageFilter('shop', place)).toMatchObject(place)
  expect(parseUsageFilter('shop', { ...place, by: 'path' }).by).toBe('route')
  const [cli] = usageCommands(parseUsageFilter('shop', place))
  expect(cli?.text).toContain("--deployment dpl_abcdefghijkl --route '/[slug]' --region fra1")
})

test('an address narrows to a path, of which neither region nor cause is counted, or to a cause', () => {
  const ofPath = parseUsageFilter('shop', { path: '/a', region: 'fra1', cause: 'time', by: 'cause' })
  expect(ofPath).toMatchObject({ path: '/a', by: 'route' })
  expect([ofPath.region, ofPath.cause]).toEqual([undefined, undefined])
  expect(usageCommands(ofPath)[0]?.text).toContain('--path /a')
  const ofCause = parseUsageFilter('shop', { cause: 'time', by: 'path' })
  expect(ofCause).toMatchObject({ cause: 'time', by: 'route' })
  expect(usageCommands(ofCause)[0]?.text).toContain('--cause time')
})

test('a click on a row narrows to it; what is no place or no route of the site does not', () => {
  const to = (by: Parameters<typeof narrowTo>[0], name: string, domain: string | null = null) =>
    narrowTo(by, { name, domain })
  expect(to('route', '/a')).toEqual({ route: '/a', by: 'path' })
  expect(to('region', 'fra1')).toEqual({ region: 'fra1', by: undefined })
  expect(to('cause', 'time')).toEqual({ cause: 'time', by: undefined })
  expect(to('path', '/a', 'a.test')).toMatchObject({ path: '/a', domain: 'a.test', by: 'deployment' })
  expect([to('route', '(static)'), to('path', '(other paths)'), to('project', 'shop')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('an address says which route and interval are tried; without one it is the busiest', () => {
  expect(parseWhatIf('shop', { whatif: '/a', revalidate: '60' })).toMatchObject({ route: '/a', revalidate: 60 })
  expect(parseWhatIf('shop', { revalidate: 'soon' })).toEqual({ project: 'shop', days: 7 })
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
