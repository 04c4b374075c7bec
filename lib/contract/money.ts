import { z } from 'zod'

/** A price or an amount, not below zero and exact: `0.0106`. A string, since a binary fraction cannot hold it. */
export const decimal = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,11})(?:\.\d{1,12})?$/, 'Use digits with a point, such as 0.0106, up to twelve places.')

/** Money in an answer: a decimal with up to nine places, which may be negative. */
export const money = z.string().regex(/^-?\d+(?:\.\d{1,9})?$/)

/** Money as people read it: two places, and more where it is less than a cent: `1,204.50 USD`, `0.000004 USD`. */
export function formatMoney(amount: string | null, currency: string): string {
  if (amount === null) return `unknown ${currency}`
  const places = placesFor(Math.abs(Number(amount)))
  // Rounded from the decimal itself, which may have more digits than a number holds.
  const [whole = '0', part = ''] = amount.replace('-', '').split('.')
  const digits = BigInt(`${whole}${part.padEnd(9, '0')}`)
  const unit = 10n ** BigInt(9 - places)
  const rounded = ((digits + unit / 2n) / unit).toString().padStart(places + 1, '0')
  const shown = rounded.slice(0, -places).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${amount.startsWith('-') ? '-' : ''}${shown}.${rounded.slice(-places)} ${currency}`
}

function placesFor(size: number): 2 | 6 | 9 {
  if (size >= 0.01 || size === 0) return 2
  return size >= 0.000_001 ? 6 : 9
}
