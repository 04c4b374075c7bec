import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A new id with its prefix: `dpl_` and twelve letters or digits, 62 bits of chance. */
export function newId<Prefix extends 'prj' | 'dpl' | 'tok' | 'btk' | 'opr' | 'job' | 'sht' | 'inv' | 'vst' | 'dfl'>(
  prefix: Prefix,
): `${Prefix}_${string}` {
  return `${prefix}_${Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`
}

/** 256 bits of chance, in letters that survive URLs, cookies and shells. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a secret. It has 256 bits of its own, so a plain hash cannot be searched. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares in a time that tells nothing of where two secrets differ, nor of their lengths. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())
}
