import { expect, test } from 'vitest'
import { formatMoney } from '@/lib/contract/money'

test.each([
  ['0', '0.00 USD'],
  ['12.5', '12.50 USD'],
  ['1204.505', '1,204.51 USD'],
  ['1234567890123456789.995', '1,234,567,890,123,456,790.00 USD'],
  ['0.0106', '0.01 USD'],
  ['0.0004', '0.000400 USD'],
  ['0.000000004', '0.000000004 USD'],
  ['-3.2', '-3.20 USD'],
  [null, 'unknown USD'],
])('%s is read as %s', (amount, words) => {
  expect(formatMoney(amount, 'USD')).toBe(words)
})
