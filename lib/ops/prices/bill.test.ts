import { expect, test } from 'vitest'
import { type PriceLine, type SheetTerms, sheetTerms } from '@/lib/contract/price-sheets'
import { billFor, listPrice } from '@/lib/ops/prices/bill'
import { moneyOf, nanosOf, trillionthsOf } from '@/lib/ops/prices/exact'

function lineOf(metric: PriceLine['metric'], price: PriceLine['price'], rest: Partial<PriceLine> = {}): PriceLine {
  const origin = { source: 'a page of prices', date: '2026-04', confidence: 'medium', note: null } as const
  return { metric, price, per: 1, included: '0', ...origin, ...rest }
}

const flat = (amount: string | null) => ({ kind: 'flat', amount }) as const

function termsOf(lines: readonly PriceLine[], rest: Partial<SheetTerms> = {}): SheetTerms {
  const terms = { name: 'Some plan', currency: 'USD', fee: '0', credit: '0', machineCount: 0, note: null }
  return { ...terms, ...rest, lines: [...lines] }
}

const amounts = (terms: SheetTerms, quantities: Parameters<typeof billFor>[1], share?: Parameters<typeof billFor>[2]) =>
  billFor(terms, quantities, share).lines.map(({ amount }) => amount)

test('a bill is the one that is computed by hand', () => {
  const million = { per: 1_000_000 }
  const terms = termsOf(
    [
      lineOf('requests', flat('2.6'), { ...million, included: '10000000' }),
      lineOf('readUnits', flat('0.52'), million),
      lineOf('writeUnits', flat('5.2'), million),
      lineOf('invocations', flat('0.6'), million),
      lineOf('cpuUs', flat('0.184')),
      lineOf('memoryMbMs', flat('0.0152')),
      lineOf('visitorBytes', flat('0.15'), { included: '1000' }),
    ],
    { fee: '20', credit: '20' },
  )
  const made = billFor(terms, {
    requests: 12_345_678,
    readUnits: 1_234_567,
    writeUnits: 7_654_321,
    invocations: 987_654,
    cpuUs: 3_600_000_000 * 7 + 1_000,
    memoryMbMs: 1_024 * 3_600_000 * 3,
    visitorBytes: 1_500_000_000_000,
  })
  expect(made.lines.map(({ amount }) => amount)).toEqual([
    '6.0987628', // 2,345,678 × 2.6 / 1,000,000
    '0.64197484',
    '39.8024692',
    '0.5925924',
    '1.288000051', // 0.184 × 7 h and a millisecond: 0.0000000511…
    '0.0456',
    '75',
  ])
  expect(made).toMatchObject({ used: '123.469399291', fee: '20', credit: '20', total: '123.469399291' })
  expect(made).toMatchObject({ isPartial: false, hasLowConfidence: false, withoutLine: [] })
})

test('ten times a tenth is one: no amount is a binary fraction', () => {
  const terms = termsOf([lineOf('requests', flat('0.1'))])
  expect([1, 3, 10].map((requests) => billFor(terms, { requests }).total)).toEqual(['0.1', '0.3', '1'])
  const large = termsOf([lineOf('requests', flat('123456789.5'))])
  expect(billFor(large, { requests: 9_007_199_254_740_991 }).total).toBe('1111999902377115402908394.5')
})

test('what is included costs nothing, and never less than nothing', () => {
  const terms = termsOf([lineOf('writeUnits', flat('4'), { per: 1_000_000, included: '200000' })])
  expect([0, 199_999, 200_000, 200_001].map((writeUnits) => billFor(terms, { writeUnits }).total)).toEqual([
    '0',
    '0',
    '0',
    '0.000004',
  ])
  expect(billFor(terms, { writeUnits: 50_000 }).lines[0]).toMatchObject({ included: 200_000, billable: 0, amount: '0' })
})

test('a part of a month has its part of what is included, of the fee and of the credit', () => {
  const terms = termsOf([lineOf('requests', flat('1'), { included: '300' })], { fee: '30', credit: '60' })
  const made = billFor(terms, { requests: 130 }, { part: 1n, whole: 3n })
  expect(made).toMatchObject({ used: '30', fee: '10', credit: '20', total: '20' })
  expect(made.lines[0]).toMatchObject({ included: 100, billable: 30 })
})

test('a credit is taken as far as something was used, never from the fee', () => {
  const terms = termsOf([lineOf('requests', flat('1'))], { fee: '20', credit: '20' })
  expect(billFor(terms, { requests: 3 })).toMatchObject({ used: '3', credit: '3', fee: '20', total: '20' })
})

test('steps price each part of a quantity at its own price, what is included first', () => {
  const steps = [
    { upTo: 10, price: '3' },
    { upTo: 20, price: '2' },
    { upTo: null, price: '1' },
  ]
  const terms = termsOf([lineOf('requests', { kind: 'graduated', steps })])
  expect([0, 10, 11, 20, 25].map((requests) => billFor(terms, { requests }).total)).toEqual([
    '0',
    '30',
    '32',
    '50',
    '55',
  ])
  const partlyFree = termsOf([lineOf('requests', { kind: 'graduated', steps }, { included: '15' })])
  expect([15, 16, 25].map((requests) => billFor(partlyFree, { requests }).total)).toEqual(['0', '2', '15'])
})

test('a package costs as a whole; beyond the last one nobody knows', () => {
  const steps = [
    { upTo: 1_000_000, price: '0' },
    { upTo: 10_000_000, price: '20' },
  ]
  const terms = termsOf([lineOf('requests', { kind: 'package', steps })])
  expect(amounts(terms, { requests: 1_000_000 })).toEqual(['0'])
  expect(amounts(terms, { requests: 1_000_001 })).toEqual(['20'])
  expect(amounts(terms, { requests: 600_000 }, { part: 1n, whole: 2n })).toEqual(['10'])
  expect(billFor(terms, { requests: 10_000_001 })).toMatchObject({ total: '0', isPartial: true })
})

test('a price that nobody knows makes the bill partial as soon as it is needed', () => {
  const terms = termsOf([lineOf('readUnits', flat(null), { included: '5' }), lineOf('requests', flat('1'))])
  expect(billFor(terms, { readUnits: 5, requests: 2 })).toMatchObject({ total: '2', isPartial: false })
  const partial = billFor(terms, { readUnits: 6, requests: 2 })
  expect(partial).toMatchObject({ total: '2', isPartial: true })
  expect(partial.lines[0]?.amount).toBe(null)
})

test('low confidence is told of what was used, and what has no line at all is named', () => {
  const terms = termsOf([lineOf('requests', flat('1'), { confidence: 'low' }), lineOf('cpuUs', flat('1'))])
  expect(billFor(terms, { cpuUs: 3_600_000_000, writeUnits: 4 })).toMatchObject({
    hasLowConfidence: false,
    withoutLine: ['writeUnits'],
  })
  expect(billFor(terms, { requests: 1 }).hasLowConfidence).toBe(true)
})

test('list prices of parts add up to the list price of the whole', () => {
  const terms = termsOf([lineOf('writeUnits', flat('4'), { per: 1_000_000, included: '100' })])
  const parts = [1, 7, 92].map((writeUnits) => listPrice(terms, { writeUnits }))
  expect(parts.reduce((sum, part) => sum + part)).toBe(listPrice(terms, { writeUnits: 100 }))
  expect(moneyOf(listPrice(terms, { writeUnits: 100 }))).toBe('0.0004')
})

test('money is read and told exactly, and what is no decimal is refused', () => {
  expect(['0', '12.5', '-0.000000001', '1000000000.000000001'].map((each) => moneyOf(nanosOf(each)))).toEqual([
    '0',
    '12.5',
    '-0.000000001',
    '1000000000.000000001',
  ])
  expect(() => nanosOf('0.0000000001')).toThrow(RangeError)
  expect(() => trillionthsOf('1e3')).toThrow(RangeError)
})

test.each([
  ['no lines', { lines: [] }],
  ['a negative price', { lines: [lineOf('requests', flat('-1'))] }],
  [
    'a price as a fraction of the machine',
    { lines: [{ ...lineOf('requests', flat('1')), price: { kind: 'flat', amount: 0.1 } }] },
  ],
  ['a metric that is not metered', { lines: [{ ...lineOf('requests', flat('1')), metric: 'seats' }] }],
  ['one metric twice', { lines: [lineOf('requests', flat('1')), lineOf('requests', flat('2'))] }],
  [
    'steps that fall',
    {
      lines: [
        lineOf('requests', {
          kind: 'graduated',
          steps: [
            { upTo: 5, price: '1' },
            { upTo: 5, price: '1' },
          ],
        }),
      ],
    },
  ],
  [
    'an endless step before another',
    {
      lines: [
        lineOf('requests', {
          kind: 'graduated',
          steps: [
            { upTo: null, price: '1' },
            { upTo: 5, price: '1' },
          ],
        }),
      ],
    },
  ],
  ['a price for nothing', { lines: [lineOf('requests', flat('1'), { per: 0 })] }],
  ['no source', { lines: [lineOf('requests', flat('1'), { source: '' })] }],
  ['a currency in words', { currency: 'dollars' }],
])('a sheet with %s is refused', (_, broken) => {
  const fine = termsOf([lineOf('requests', flat('1'))])
  expect(sheetTerms.safeParse(fine).success).toBe(true)
  expect(sheetTerms.safeParse({ ...fine, ...broken }).success).toBe(false)
})
