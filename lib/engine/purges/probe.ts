import type { Engine } from '@/lib/engine/engine'
import { type Cover, type Entry, type EntryId, NO_COVER } from '@/lib/engine/entry'
import type { StaleReason } from '@/lib/engine/outcome'
import { newestCover } from '@/lib/engine/purges/cover'
import { keyOf } from '@/lib/engine/steps/admit'
import { judge, type Verdict } from '@/lib/engine/steps/judge'
import { recall, servedOf } from '@/lib/engine/steps/lookup'

/** A stored entry as the database names it. */
export type ProbedEntry = Omit<EntryId, 'key' | 'groupKey'>

/** What an edge would do with an entry if somebody asked for it now. */
export type ProbedVerdict = {
  readonly verdict: 'fresh' | 'stale' | 'unusable'
  readonly reason: StaleReason | (Verdict & { readonly kind: 'unusable' })['reason'] | null
  /** Journal number of the response it would judge; `null`: it has none. */
  readonly stamp: number | null
  /** Journal number of the pin by which it would be served; `null`: by none. */
  readonly pinnedSeq: number | null
  /** Journal number of the newest deletion that covers it, which hides earlier pins; 0: there is none. */
  readonly deletedSeq: number
  /** Where it would find it. */
  readonly foundIn: 'region cache' | 'ISR cache'
}

/** Says what the edge would do with an entry. Serves nothing, renders nothing, stores nothing. */
export async function probeEntry(engine: Engine, probed: ProbedEntry): Promise<ProbedVerdict> {
  const key = keyOf(probed, probed.output, probed.query)
  const held = recall(engine, key)
  if (held !== undefined) return verdictOn(engine, held.entry, held.cover, 'region cache')
  const stored = await engine.entries.read({ ...probed, key, groupKey: key }, [])
  const tags = [...(stored.entry?.version.tags ?? []), ...(stored.pinned?.version.tags ?? [])]
  const since = engine.view.coverSince(stored.seq, probed, tags) ?? NO_COVER
  const cover = newestCover([stored.cover, since])
  return verdictOn(engine, servedOf(engine, { ...stored, cover }), cover, 'ISR cache')
}

function verdictOn(
  engine: Engine,
  entry: Entry | undefined,
  cover: Cover,
  foundIn: ProbedVerdict['foundIn'],
): ProbedVerdict {
  const nowMs = engine.clock.nowMs()
  const verdict = judge(entry, cover, nowMs)
  const facts = {
    stamp: entry?.stamp ?? null,
    pinnedSeq: entry?.pinnedSeq ?? null,
    deletedSeq: deletedSeqOf(cover, nowMs),
    foundIn,
  }
  if (verdict.kind !== 'fresh') return { ...facts, verdict: verdict.kind, reason: verdict.reason }
  // Whoever cannot confirm the journal calls nothing a HIT.
  if (nowMs >= engine.view.confirmedUntilMs) return { ...facts, verdict: 'stale', reason: 'control_lost' }
  return { ...facts, verdict: 'fresh', reason: null }
}

/** Of the deletions that are in effect by now, those whose deadline has come included. */
function deletedSeqOf({ deletedSeq, deadlines }: Cover, nowMs: number): number {
  return Math.max(deletedSeq, ...deadlines.filter(({ atMs }) => atMs <= nowMs).map(({ seq }) => seq))
}
