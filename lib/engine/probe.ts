import { newestCover } from '@/lib/engine/cover'
import type { Engine } from '@/lib/engine/engine'
import { type Entry, type EntryId, NO_COVER } from '@/lib/engine/entry'
import type { StaleReason } from '@/lib/engine/outcome'
import { keyOf } from '@/lib/engine/steps/admit'
import { judge, type Verdict } from '@/lib/engine/steps/judge'
import { recall } from '@/lib/engine/steps/lookup'

/** A stored entry as the database names it. */
export type ProbedEntry = Omit<EntryId, 'key' | 'groupKey'>

/** What an edge would do with an entry if somebody asked for it now. */
export type ToldVerdict = {
  readonly verdict: 'fresh' | 'stale' | 'unusable'
  readonly reason: StaleReason | (Verdict & { readonly kind: 'unusable' })['reason'] | null
  /** Journal number of the response it would judge; `null`: it has none. */
  readonly stamp: number | null
  /** Where it would find it. */
  readonly foundIn: 'region cache' | 'ISR cache'
}

/** Tells what the edge would do with an entry. Serves nothing, renders nothing, stores nothing. */
export async function tellVerdict(engine: Engine, probed: ProbedEntry): Promise<ToldVerdict> {
  const key = keyOf(probed, probed.output, probed.query)
  const held = recall(engine, key)
  if (held !== undefined) return told(engine, held.entry, held.cover, 'region cache')
  const stored = await engine.entries.read({ ...probed, key, groupKey: key }, [])
  const tags = stored.entry?.version.tags ?? []
  const since = engine.view.coverSince(stored.seq, probed, tags) ?? NO_COVER
  return told(engine, stored.entry, newestCover([stored.cover, since]), 'ISR cache')
}

function told(
  engine: Engine,
  entry: Entry | undefined,
  cover: Parameters<typeof judge>[1],
  foundIn: ToldVerdict['foundIn'],
): ToldVerdict {
  const nowMs = engine.clock.nowMs()
  const verdict = judge(entry, cover, nowMs)
  const stamp = entry?.stamp ?? null
  if (verdict.kind !== 'fresh') return { verdict: verdict.kind, reason: verdict.reason, stamp, foundIn }
  // Whoever cannot confirm the journal calls nothing a HIT.
  if (nowMs >= engine.view.confirmedUntilMs) return { verdict: 'stale', reason: 'control_lost', stamp, foundIn }
  return { verdict: 'fresh', reason: null, stamp, foundIn }
}
