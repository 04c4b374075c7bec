import type { readFailedPaths, readPathCount, readWriteHeavyPaths } from '@/db/queries/overview'
import type { Overview } from '@/lib/contract/projects'

/** A tenth of the entries that one path may have: far more than a page is usually asked for in. */
export const MANY_VARIANTS = 100
/** Below this many units nobody minds what writing costs. */
export const MIN_WRITE_UNITS = 20
/** How many paths are named of each kind of trouble. */
export const TROUBLES_OF_A_KIND = 5

type Troubles = {
  readonly failed: Awaited<ReturnType<typeof readFailedPaths>>
  readonly crowded: Awaited<ReturnType<typeof readPathCount>>['crowded']
  readonly writeHeavy: Awaited<ReturnType<typeof readWriteHeavyPaths>>
}

/** What an operator should look at, the most pressing kind first, each with a sentence that says why. */
export function needsALook({ failed, crowded, writeHeavy }: Troubles): Overview['needsALook'] {
  return [
    ...failed.map(({ domain, path, message }) => ({
      domain,
      path,
      state: 'failed',
      message: message === '' ? 'The last regeneration failed.' : `The last regeneration failed: ${message}`,
    })),
    ...crowded.map(({ domain, path, entry_count: count }) => ({
      domain,
      path,
      state: 'many_variants',
      message: `${count} variants are stored. A narrower allowed query would keep fewer.`,
    })),
    ...writeHeavy.map(({ domain, path, write_units: units, requests }) => ({
      domain,
      path,
      state: 'write_heavy',
      message: `${units} units were written for ${requests} requests. A longer interval would write less.`,
    })),
  ]
}
