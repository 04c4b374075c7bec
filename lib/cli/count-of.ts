import { InvalidArgumentError } from 'commander'

/** The value of an option that is a count. Throws for what is no whole number from 1 up. */
export function countOf(text: string): number {
  const count = Number(text)
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('Use a whole number from 1 up.')
}
