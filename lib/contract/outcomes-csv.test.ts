import { expect, test } from 'vitest'
import { stepAt } from '@/components/testing/overviews'
import { outcomesCsv } from '@/lib/contract/outcomes-csv'

test('a chart of outcomes is a line for each step, under the names of what is counted', () => {
  const series = [stepAt(0, { hit: 3, errors: 1 }), stepAt(60_000, { miss: 2, writeUnits: 4 })]
  expect(outcomesCsv({ series }).split('\r\n')).toEqual([
    'at,hit,prerender,stale,revalidated,miss,bypass,none,errors,readUnits,writeUnits,invocations',
    '1970-01-01T00:00:00.000Z,3,0,0,0,0,0,0,1,0,0,0',
    '1970-01-01T00:01:00.000Z,0,0,0,0,2,0,0,0,0,4,0',
    '',
  ])
})
