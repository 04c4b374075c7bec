import { expect, test } from 'vitest'
import { formatFigure, formatPerWrite, formatQuantity, formatQuantityOf } from '@/components/usage/usage-words'

test('traffic is shown in the units that it is priced in', () => {
  expect(
    [0, 999, 1_000, 25_300_000, 759_700_000_000, 2e12].map((bytes) => formatFigure('visitorBytes', bytes)),
  ).toEqual([...['0 B', '999 B', '1 kB', '25.3 MB', '760 GB', '2 TB']])
  expect(formatQuantityOf('visitorBytes', 759_700_000_000)).toBe('759.7 GB')
})

test('quantities have the unit of their price, where they are not just counted', () => {
  expect(formatQuantityOf('cpuUs', 53_280_000_000)).toBe('14.8 CPU-hours')
  expect(formatQuantity('cpuUs', 3_600_000)).toBe('0.001')
  expect(formatQuantityOf('requests', 17_544_826)).toBe('17,544,826')
  expect([formatFigure('cpuUs', 9e7), formatFigure('writeUnits', 12_340)]).toEqual(['1.5 min', '12.3 k'])
})

test('requests per write are told as far as it matters, and not at all without a write', () => {
  expect([null, 48.46, 2_181.9].map(formatPerWrite)).toEqual(['–', '48.5', '2,182'])
})
