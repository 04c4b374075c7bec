/** What stands where there is no number. */
export const NO_VALUE = '–'

const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A count in full, with thousands separators: `38,114`. */
export function formatCount(count: number): string {
  return exact.format(count)
}

/** A count in at most four digits: `9,812`, `41.2 k`, `1.84 M`. */
export function formatShort(count: number): string {
  if (Math.abs(count) < 10_000) return exact.format(count)
  for (const [size, unit] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // What would round to "1000 k" is said in the next unit.
    if (Math.abs(count) >= size * 0.9995) return `${threeDigits(count / size)} ${unit}`
  }
  return exact.format(count)
}

/** Bytes in the units of 1,024: `512 B`, `11.2 KB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${exact.format(bytes)} B`
  let rest = bytes
  let unit = 'B'
  for (const next of ['KB', 'MB', 'GB', 'TB']) {
    if (rest < 1023.95) break
    rest /= 1024
    unit = next
  }
  return `${rest < 100 ? Number(rest.toFixed(1)) : exact.format(rest)} ${unit}`
}

/** A count with its noun, in the singular for one: `1 entry`, `1,204 entries`. */
export function formatOf(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

function threeDigits(amount: number): string {
  if (Math.abs(amount) >= 100) return amount.toFixed(0)
  return amount.toFixed(Math.abs(amount) >= 10 ? 1 : 2)
}
