import type { StatusMix } from '@/lib/contract/paths'

/** The outcomes alone, of a row that counts more. */
export function statusMixOf({ hit, prerender, stale, revalidated, miss, bypass, none }: StatusMix): StatusMix {
  return { hit, prerender, stale, revalidated, miss, bypass, none }
}

/** All requests, whatever the cache did. */
export function requestCount(mix: StatusMix): number {
  return mix.hit + mix.prerender + mix.stale + mix.revalidated + mix.miss + mix.bypass + mix.none
}

/**
 * (HIT + STALE + PRERENDER) / cacheable requests, from 0 to 1; `null` without any. Bypassed requests and answers
 * in which the cache has no part are not cacheable. Source: Vercel's plugin, `skills/cdn-caching`.
 */
export function hitRatio(mix: StatusMix): number | null {
  const served = mix.hit + mix.stale + mix.prerender
  const cacheable = served + mix.revalidated + mix.miss
  return cacheable === 0 ? null : served / cacheable
}

export const NO_REQUESTS: StatusMix = { hit: 0, prerender: 0, stale: 0, revalidated: 0, miss: 0, bypass: 0, none: 0 }

/** Outcomes of both together. */
export function sumOfMixes(one: StatusMix, other: StatusMix): StatusMix {
  return {
    hit: one.hit + other.hit,
    prerender: one.prerender + other.prerender,
    stale: one.stale + other.stale,
    revalidated: one.revalidated + other.revalidated,
    miss: one.miss + other.miss,
    bypass: one.bypass + other.bypass,
    none: one.none + other.none,
  }
}
