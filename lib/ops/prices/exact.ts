/**
 * Money is held as a whole number of billionths of its currency ("nanos", a bigint); prices as whole numbers of
 * trillionths. Both are exact: nothing here is a binary fraction, and a product is rounded once, half up, to a nano.
 */
export type Nanos = bigint

const NANO_PLACES = 9
const PRICE_PLACES = 12
export const PRICE_SCALE = 10n ** BigInt(PRICE_PLACES)
export const NANOS = 10n ** BigInt(NANO_PLACES)

/** A decimal such as `0.0106`, with up to twelve places, as a whole number of trillionths. */
export function trillionthsOf(decimal: string): bigint {
  return scaled(decimal, PRICE_PLACES)
}

/** Money as answers tell it, with up to nine places, as nanos. */
export function nanosOf(money: string): Nanos {
  return scaled(money, NANO_PLACES)
}

/** Nanos as answers tell them: `12.5`, `0.000004`, `0`. */
export function moneyOf(nanos: Nanos): string {
  const sign = nanos < 0n ? '-' : ''
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(NANO_PLACES + 1, '0')
  const places = digits.slice(-NANO_PLACES).replace(/0+$/, '')
  return `${sign}${digits.slice(0, -NANO_PLACES)}${places === '' ? '' : `.${places}`}`
}

/** `numerator / denominator`, neither below zero, to the nearest whole number; a half goes up. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator)
}

function scaled(decimal: string, places: number): bigint {
  const [, sign, whole = '', part = ''] = decimal.match(/^(-?)(\d+)(?:\.(\d+))?$/) ?? []
  if (whole === '' || part.length > places) throw new RangeError(`“${decimal}” is no decimal of ${places} places.`)
  const amount = BigInt(whole + part.padEnd(places, '0'))
  return sign === '-' ? -amount : amount
}
