import { expect, test } from 'vitest'
import { parseOverviewFilter } from '@/components/overview/overview-filter'

test('without a word the overview shows the last hour of all domains', () => {
  expect(parseOverviewFilter('shop', {})).toEqual({ project: 'shop', window: '1h' })
})

test('nonsense in the address is left out, the rest still holds', () => {
  expect([
    parseOverviewFilter('shop', { window: '7d', domain: 'a b' }),
    parseOverviewFilter('shop', { window: ['7d'], domain: 'shop.localhost', deployment: 'dpl_7f3a9c2k1m8q' }),
  ]).toEqual([
    { project: 'shop', window: '7d' },
    { project: 'shop', window: '1h', domain: 'shop.localhost', deployment: 'dpl_7f3a9c2k1m8q' },
  ])
})
