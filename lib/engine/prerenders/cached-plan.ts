import type { Entry, RegenerationCause } from '@/lib/engine/entry'
import type { Outcome } from '@/lib/engine/outcome'
import { deletionOf } from '@/lib/engine/purges/cover'
import type { PrerenderTarget } from '@/lib/engine/steps/admit'
import { judge } from '@/lib/engine/steps/judge'
import type { FoundNow } from '@/lib/engine/steps/lookup'

/** What is to be done about a request that the cache may answer. */
export type CachedPlan =
  /** `behind`: the cause of a regeneration behind the answer, if there is to be one. `isAdopted`: the build's copy becomes an entry. */
  | {
      readonly kind: 'show'
      readonly entry: Entry
      readonly outcome: Outcome
      readonly behind: RegenerationCause | null
      readonly isAdopted: boolean
    }
  | {
      readonly kind: 'wait'
      readonly why: Waiting
      readonly hasLastGood: boolean
      readonly retryAtMs: number | null
    }
  /** Nobody can say what is stored, or what was purged. */
  | { readonly kind: 'unstored' }

/** Why a visitor has to wait. */
export type Waiting = 'absent' | 'expired' | 'tag_deleted' | 'path_deleted' | 'forced' | 'crawler' | 'warm_up'

/** The cause under which a regeneration is counted that a visitor waits for. */
export const WAITING_CAUSES = {
  absent: 'cold',
  expired: 'time',
  tag_deleted: 'tag',
  path_deleted: 'path',
  forced: 'forced',
  crawler: 'crawler',
  warm_up: 'warm_up',
} as const satisfies Record<Waiting, RegenerationCause>

export type PlanInput = {
  readonly prerender: PrerenderTarget
  /** `undefined`: the ISR cache could not be read. */
  readonly found: FoundNow | undefined
  /** Whether the journal had been read lately when the request came. */
  readonly isInControl: boolean
  readonly nowMs: number
  readonly isWarmUp: boolean
  readonly isForced: boolean
  readonly isCrawler: boolean
}

/** The outcome for a visitor who has to wait, if all goes well and they lead. */
export function promisedOutcome(why: Waiting): Outcome {
  switch (why) {
    case 'crawler':
      return { status: 'BYPASS', reason: 'crawler' }
    case 'warm_up':
      return { status: 'REVALIDATED', reason: 'forced' }
    case 'forced':
    case 'tag_deleted':
    case 'path_deleted':
      return { status: 'REVALIDATED', reason: why }
    case 'absent':
    case 'expired':
      return { status: 'MISS', reason: 'cold' }
  }
}

const PINNED: Outcome = { status: 'HIT', reason: 'pinned' }
const HIT: Outcome = { status: 'HIT', reason: null }
const PRERENDER: Outcome = { status: 'PRERENDER', reason: null }

/** Decides from what is stored, and does nothing: a request carries the plan out, whoever asks why is only told. */
export function planCached(input: PlanInput): CachedPlan {
  const { prerender, found, isInControl, nowMs } = input
  if (found === undefined) return { kind: 'unstored' }
  const { entry, cover, source } = found
  if (source === 'build' && prerender.isTemplate && isInControl) return planTemplate(input, found)

  const verdict = judge(entry, cover, nowMs)
  if (!isInControl) {
    // The journal could not be read for too long: nothing is called a HIT, and nothing is regenerated meanwhile.
    return verdict.kind === 'unusable'
      ? { kind: 'unstored' }
      : show(verdict.entry, { status: 'STALE', reason: 'control_lost' })
  }
  switch (verdict.kind) {
    case 'fresh':
      if (verdict.entry.pinnedSeq !== null) return show(verdict.entry, PINNED)
      return source === 'build' ? { ...show(verdict.entry, PRERENDER), isAdopted: true } : show(verdict.entry, HIT)
    case 'stale': {
      // The only two who wait although there is a stale page to show.
      if (input.isWarmUp && verdict.isDue) return wait('warm_up', { hasLastGood: true })
      if (input.isForced && verdict.isDue) return wait('forced', { hasLastGood: true })
      const isOfBuild = source === 'build' && verdict.reason === 'stale_time'
      const outcome: Outcome = isOfBuild ? PRERENDER : { status: 'STALE', reason: verdict.reason }
      return { ...show(verdict.entry, outcome), behind: verdict.isDue ? verdict.cause : null }
    }
    case 'unusable':
      return wait(verdict.reason, { retryAtMs: found.retryAtMs })
  }
}

/**
 * A template's fallback stands in for a path that has no entry yet. The first visit makes one behind the answer, and a crawler
 * waits for the whole page. With `expiration: false` only the token makes one, unless the fallback is a mere shell.
 */
function planTemplate({ prerender, nowMs, isWarmUp, isCrawler }: PlanInput, { entry, cover }: FoundNow): CachedPlan {
  if (entry === undefined) return wait('absent')
  const { expiration, partialFallback } = prerender.output.config
  if (expiration === false && !partialFallback) return show(entry, PRERENDER)
  if (isWarmUp) return wait('absent')
  if (isCrawler) return wait('crawler')
  const deletedBy = deletionOf(cover, entry.stamp, nowMs)
  if (deletedBy !== undefined) return wait(`${deletedBy}_deleted`)
  const isDue = entry.retryAtMs === null || nowMs >= entry.retryAtMs
  return { ...show(entry, PRERENDER), behind: isDue ? 'cold' : null }
}

function show(entry: Entry, outcome: Outcome) {
  return { kind: 'show', entry, outcome, behind: null, isAdopted: false } as const
}

function wait(
  why: Waiting,
  {
    hasLastGood = false,
    retryAtMs = null,
  }: { readonly hasLastGood?: boolean; readonly retryAtMs?: number | null } = {},
) {
  return { kind: 'wait', why, hasLastGood, retryAtMs } as const
}
