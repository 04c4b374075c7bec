import type { StatusMix } from '@/lib/contract/paths'

/** The present of all builders. */
export const T0 = Date.parse('2026-11-20T12:00:00.000Z')
export const MINUTE = 60_000

/** The instant so many milliseconds before the present of all builders. */
export function before(agoMs: number): string {
  return new Date(T0 - agoMs).toISOString()
}

export const NO_REQUESTS: StatusMix = {
  hit: 0,
  prerender: 0,
  stale: 0,
  revalidated: 0,
  miss: 0,
  bypass: 0,
  none: 0,
}
