import { reasonSentence } from '@/components/status/reasons'
import { statusLook } from '@/components/status/statuses'
import type { Environment } from '@/lib/contract/domains'
import type { CacheStatus, EntryState } from '@/lib/contract/paths'
import { selectorWords } from '@/lib/contract/purge-words'
import type { Purge } from '@/lib/contract/purges'

/** Where a path is, what its entry carries, and the journal number that its render had seen. */
export type Stored = {
  readonly domain: string
  readonly environment: Environment
  readonly deployment: string
  readonly path: string
  readonly tags: readonly string[]
  readonly stamp: number
}

/** What an outcome means for its visitor, and why it came to be. */
export function explainOutcome(status: CacheStatus, reason: string | null): string {
  const { meaning } = statusLook(status)
  return reason === null ? meaning : `${meaning} ${reasonSentence(reason)}`
}

const STATE_MEANING: Readonly<Record<EntryState, string>> = {
  fresh: 'The next visitor gets it from the cache.',
  stale: 'The next visitor gets it once more while it is regenerated.',
  failed: 'The next visitor gets the last good copy.',
  deleted: 'The next visitor waits for a render.',
  expired: 'It is too old to be served: the next visitor waits for a render.',
  none: 'Nothing is in the ISR cache: it is a static file, is called live, is kept by edges in memory alone, or was removed.',
}

/** What the next visitor of a path will get, and why. */
export function explainState(state: EntryState, reason: string | null): string {
  const meaning = STATE_MEANING[state]
  return reason === null ? meaning : `${meaning} ${reasonSentence(reason)}`
}

/**
 * How the last outcome goes together with what is stored now, where the two seem to contradict each other: the outcome was
 * true when the request came, the state is true now. `null` where nothing needs explaining.
 */
export function explainSince(status: CacheStatus, state: EntryState): string | null {
  if (state === 'fresh') {
    if (status === 'STALE') return 'That visit had it regenerated: what is stored now is newer.'
    if (status === 'MISS' || status === 'REVALIDATED')
      return 'That visit had it rendered: what is stored now is from then.'
    return null
  }
  if (status !== 'HIT' && status !== 'PRERENDER') return null
  const since: Record<Exclude<EntryState, 'fresh'>, string | null> = {
    stale: 'The copy it got was fresh then; what is stored under the path itself is stale now.',
    failed: 'The copy it got was fresh then; regenerating the path has failed since.',
    deleted: 'It has been deleted since.',
    expired: 'It has become too old since.',
    none: null,
  }
  return since[state]
}

/** The newest purge of `purges` (newest first) that what is stored must still obey; `undefined` when none of them covers it. */
export function coveringPurge(purges: readonly Purge[], stored: Stored): Purge | undefined {
  return purges.find(
    (purge) =>
      purge.undo === null &&
      purge.seq > stored.stamp &&
      isWithin(purge, stored) &&
      selectorOf(purge, stored) !== undefined,
  )
}

/** Who purged it, and by what: `Invalidated by op@example.com through tag price:18, journal row 48213.` */
export function explainPurge(purge: Purge, stored: Stored): string {
  const selector = selectorOf(purge, stored)
  const verb = purge.mode === 'delete' ? 'Deleted' : 'Invalidated'
  const deadline = purge.deleteAt === null ? '' : ` with the deadline ${purge.deleteAt}`
  return `${verb}${deadline} by ${purge.actor}${selector ? ` through ${selectorWords(selector)}` : ''}, journal row ${purge.seq}.`
}

function isWithin({ scope, domains }: Purge, { domain, environment, deployment }: Stored): boolean {
  switch (scope.kind) {
    case 'project':
      return true
    case 'environment':
      return scope.environment === environment
    case 'domain':
      return scope.domain === domain
    case 'domain_group':
      return domains.includes(domain)
    case 'deployment':
      return scope.deployment === deployment
  }
}

function selectorOf({ selectors }: Purge, stored: Stored) {
  return selectors.find((selector) => isSelected(selector, stored))
}

function isSelected(selector: Purge['selectors'][number], { path, tags }: Stored): boolean {
  switch (selector.kind) {
    case 'all':
      return true
    case 'tag':
      return tags.includes(selector.tag)
    case 'path':
      return selector.path === path
    case 'prefix':
      return path === selector.prefix || path.startsWith(`${selector.prefix}/`)
  }
}

/** Where the dashboard shows what the documentation says of a code, and what to check. */
export function docsOf(code: string): string {
  return `/docs/failure-modes#${code.toLowerCase()}`
}
