import { expect, test } from 'vitest'
import { functionsCommands, parseFunctionFilter, sortFunctionsBy } from '@/components/functions/function-filter'

const everything = parseFunctionFilter('shop', {})

test('an address without parameters shows what was called most, of a day; what it says wrongly is left out', () => {
  expect(everything).toEqual({ project: 'shop', window: '24h', sort: 'invocations', order: 'desc' })
  expect(parseFunctionFilter('shop', { window: 'x', sort: 'colour', domain: '-', order: 'up' })).toEqual(everything)
})

test('a column is sorted the way one wants it first, then the other way', () => {
  expect(sortFunctionsBy(everything, 'p95')).toEqual({ sort: 'p95', order: undefined })
  expect(sortFunctionsBy({ sort: 'p95', order: 'desc' }, 'p95')).toEqual({ sort: 'p95', order: 'asc' })
  expect(sortFunctionsBy(everything, 'route')).toEqual({ sort: 'route', order: 'asc' })
})

test('the command shows the same', () => {
  expect(functionsCommands(parseFunctionFilter('shop', { domain: 'shop.example.com', sort: 'p95' }))[0]?.text).toBe(
    'npx freshet functions --project shop --window 24h --domain shop.example.com --sort p95 --order desc',
  )
})
