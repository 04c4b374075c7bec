import type { Decision, EntryFact } from '@/lib/engine/why/decision'
import { capitalised, type ExplainedStep, step } from '@/lib/engine/why/explained-step'
import type { Told } from '@/lib/engine/why/sentences'
import { type NamedPurge, purgeWords } from '@/lib/engine/why/told-purge'
import { instantWords, lengthWords, listWords } from '@/lib/engine/why/words'

/** How old the entry is, against its interval; nothing where there was no entry to judge. */
export function aged({ facts: { entry }, atMs }: Decision): ExplainedStep | undefined {
  if (entry === undefined) return undefined
  const age = `Made ${lengthWords(atMs - entry.generatedAtMs)} ago${entry.isFromBuild ? ' by the build' : ''}`
  return step('Age', `${age}; ${intervalWords(entry, atMs)}.${expireWords(entry, atMs)}`, [
    ['made at', instantWords(entry.generatedAtMs)],
    ['stale from', entry.staleAtMs === null ? 'never by time' : instantWords(entry.staleAtMs)],
    ['not served from', entry.expiresAtMs === null ? 'never by time' : instantWords(entry.expiresAtMs)],
    ['stamp', String(entry.stamp)],
    [
      'tags',
      entry.tagCount > entry.tags.length
        ? `${entry.tags.join(', ')} … ${entry.tagCount} in all`
        : listWords(entry.tags),
    ],
  ])
}

function intervalWords({ generatedAtMs, staleAtMs }: EntryFact, atMs: number): string {
  if (staleAtMs === null) return 'it has no interval, and stays fresh until it is purged'
  const interval = lengthWords(staleAtMs - generatedAtMs)
  return atMs < staleAtMs
    ? `its interval is ${interval} and runs for another ${lengthWords(staleAtMs - atMs)}`
    : `its interval is ${interval} and ran out ${lengthWords(atMs - staleAtMs)} ago`
}

function expireWords({ expiresAtMs }: EntryFact, atMs: number): string {
  if (expiresAtMs === null) return ''
  return atMs < expiresAtMs
    ? ` It may be served stale for another ${lengthWords(expiresAtMs - atMs)}.`
    : ` It has been too old to be served even stale for ${lengthWords(atMs - expiresAtMs)}.`
}

/** Which purge covers the entry, or that none does; nothing where there was no entry to judge. */
export function purged({ decision, purge }: Told, purges: readonly NamedPurge[]): ExplainedStep | undefined {
  const { entry } = decision.facts
  if (entry === undefined) return undefined
  if (purge !== undefined) {
    const { named, effect, seq, by } = purge
    const did = effect === 'deleted' ? 'deleted it' : 'made it stale'
    const stamp = `the render of this page began at journal number ${entry.stamp}`
    return step('Purges', `${capitalised(purgeWords(purge))} ${did} by its ${by}; ${stamp}.`, namedDetails(named), seq)
  }
  if (entry.pinnedSeq === null)
    return step('Purges', `No purge has covered it since its render began (journal number ${entry.stamp}).`)
  const pin = purges.find(({ seq }) => seq === entry.pinnedSeq)
  const by = pin === undefined ? '' : ` by ${pin.actor}${pin.reason === null ? '' : `, “${pin.reason}”`}`
  return step(
    'Purges',
    `It is pinned (journal number ${entry.pinnedSeq}${by}), so invalidations do not affect it.`,
    namedDetails(pin),
  )
}

function namedDetails(named: NamedPurge | undefined): [string, string][] {
  if (named === undefined) return []
  const { seq, kind, selectors, scope, actor, reason, atMs } = named
  return [
    ['number', String(seq)],
    ['kind', kind],
    ['selectors', selectors],
    ['scope', scope],
    ['actor', actor],
    ['reason', reason ?? 'none given'],
    ['at', instantWords(atMs)],
  ]
}
