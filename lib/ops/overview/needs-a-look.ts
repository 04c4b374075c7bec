import type { readFailedPaths, readPathTroubles } from '@/db/queries/overview'
import type { Overview } from '@/lib/contract/projects'

/** A tenth of the entries that one path may have: far more than a page is usually asked for in. */
export const MANY_VARIANTS = 100
/** Below this many units nobody minds what writing costs. */
export const MIN_WRITE_UNITS = 20
/** The share of a path's answers below which errors are chance: a function that died, a server elsewhere. */
export const MIN_ERROR_SHARE = 0.01
/** How many paths are named of each kind of trouble. */
export const TROUBLES_OF_A_KIND = 5

type PathTroubles = Awaited<ReturnType<typeof readPathTroubles>>
type Troubles = Pick<PathTroubles, 'erring' | 'crowded'> & {
  readonly failed: Awaited<ReturnType<typeof readFailedPaths>>
  readonly writeHeavy: PathTroubles['write_heavy']
}

/** What an operator should look at, the most pressing kind first, each with a sentence that says why. */
export function needsALook({ failed, erring, crowded, writeHeavy }: Troubles): Overview['needsALook'] {
  return [
    ...failed.map(({ domain, path, message }) => ({
      domain,
      path,
      state: 'failed',
      message: message === '' ? 'The last regeneration failed.' : `The last regeneration failed: ${message}`,
    })),
    ...erring
      .filter(({ domain, path }) => !failed.some((known) => known.domain === domain && known.path === path))
      .map(({ domain, path, errors, requests }) => ({
        domain,
        path,
        state: 'visits_fail',
        message: `${errors} of ${requests} requests were answered with an error (5xx).`,
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
