import { createHash, randomBytes } from 'node:crypto'

/** Names a row by one of the engine's keys, which may be long and hold any character. */
export function sha256Hex(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** A name nobody has used. */
export function newName(prefix: 'ver' | 'gen' | 'edg' | 'lse'): string {
  return `${prefix}_${randomBytes(16).toString('hex')}`
}
