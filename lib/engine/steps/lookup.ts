import type { Fallback } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { type Cover, type Entry, isNewer, NO_COVER } from '@/lib/engine/entry'
import { fileBody } from '@/lib/engine/files/file-body'
import type { StoredEntry } from '@/lib/engine/ports'
import type { Held } from '@/lib/engine/prerenders/region-cache'
import { newestCover } from '@/lib/engine/purges/cover'
import { RefusedBasis } from '@/lib/engine/purges/journal'
import { memberKeys, type PrerenderTarget } from '@/lib/engine/steps/admit'
import { judge } from '@/lib/engine/steps/judge'

/** What is stored for a key, with the newest purges that cover it. */
export type Found = {
  readonly entry: Entry | undefined
  readonly cover: Cover
  /** `cover` counts every purge up to this number. */
  readonly seq: number
  /** `store` cost read units; `build` is the copy that came with the deployment. */
  readonly source: 'store' | 'build' | 'none'
  /** After a failed regeneration: no further try behind an answer before this instant, whether there is an entry or not. */
  readonly retryAtMs: number | null
}

/** What was found, wherever it was. */
export type FoundNow = Omit<Found, 'source'> & { readonly source: Found['source'] | 'region' }

/** The entry of the region cache, with a cover that counts every purge applied so far; `undefined`: ask the store. */
export function recall(engine: Engine, key: string): Held | undefined {
  const held = engine.region.get(key)
  if (held === undefined) return undefined
  return bringUpToDate(engine, held) ? held : undefined
}

/**
 * Reads the ISR cache, then the copy of the build, and keeps what it found in the region cache. Concurrent look-ups of
 * a key share one read. Rejects when the ISR cache cannot be read: that is not the same as finding nothing.
 */
export async function lookup(engine: Engine, prerender: PrerenderTarget): Promise<Found> {
  const { result, isLeader } = engine.fills.run(prerender.id.key, () => fill(engine, prerender))
  const found = await result
  // Whoever shares the read shares what it cost.
  if (isLeader && found.source === 'store' && found.entry !== undefined) {
    engine.meter.read(prerender.id, found.entry.version)
  }
  return found
}

/** What a look-up would find, without keeping or counting anything. Rejects as `lookup` does. */
export async function peek(engine: Engine, prerender: PrerenderTarget): Promise<FoundNow> {
  const held = recall(engine, prerender.id.key)
  if (held !== undefined) {
    const { entry, cover, judgedSeq: seq } = held
    return { entry, cover, seq, source: 'region', retryAtMs: entry.retryAtMs }
  }
  const { basis } = engine.view
  const stored = await engine.entries.read(prerender.id, prerender.output.fallback?.tags ?? [])
  const served = servedOf(engine, stored)
  const entry = served ?? (await buildEntry(engine, prerender, stored.retryAtMs))
  if (!engine.view.holds(basis)) return await peek(engine, prerender)
  const since = engine.view.coverSince(stored.seq, prerender.id, entry?.version.tags ?? []) ?? NO_COVER
  const foundIn = entry === undefined ? 'none' : 'build'
  return {
    entry,
    cover: newestCover([stored.cover, since]),
    seq: stored.seq,
    source: served === undefined ? foundIn : 'store',
    retryAtMs: stored.retryAtMs,
  }
}

/** Looks up without sharing a read that began earlier, so it finds whatever is stored by now. */
export function lookupAnew(engine: Engine, prerender: PrerenderTarget): Promise<Found> {
  return fill(engine, prerender)
}

async function fill(engine: Engine, prerender: PrerenderTarget, isAgain = false): Promise<Found> {
  const { basis } = engine.view
  const watch = engine.watches.begin(prerender.id.key)
  const stored = await engine.entries.read(prerender.id, prerender.output.fallback?.tags ?? []).finally(watch.end)
  // The database became another one meanwhile, whose numbers mean something else. Or another edge stored the entry while
  // it was read, which is announced only once.
  if (!engine.view.holds(basis) || watch.hasChanged) return fill(engine, prerender)
  if (stored.seq < basis.seq) {
    engine.view.doubt(basis)
    throw new RefusedBasis(`The ISR cache stands at ${stored.seq}, and this edge has read up to ${basis.seq}.`)
  }
  const served = servedOf(engine, stored)
  if (served !== undefined) {
    const isBehind = isBehindMembers(engine, prerender, served)
    // The group was regenerated here during the read: what was read is of an earlier generation.
    if ((isBehind || isChosenSince(engine, prerender, served, stored.seq)) && !isAgain)
      return fill(engine, prerender, true)
    // Two renders, unaware of each other, made members of the group at once: both are due for a common one.
    const entry = isBehind ? { ...served, staleAtMs: served.generatedAtMs } : served
    const held = engine.region.put(entry, { cover: stored.cover, judgedSeq: stored.seq })
    // During the read, more was forgotten or undone than memory can account for.
    if (!bringUpToDate(engine, held)) return fill(engine, prerender)
    dropOlderMembers(engine, prerender, held.entry)
    dropOtherwiseChosen(engine, prerender, held)
    const { retryAtMs } = held.entry
    return { entry: held.entry, cover: held.cover, seq: held.judgedSeq, source: 'store', retryAtMs }
  }
  const built = await buildEntry(engine, prerender, stored.retryAtMs)
  // Reading the copy took time, in which the database may have become another one, or the copy may have been purged.
  if (!engine.view.holds(basis)) return fill(engine, prerender)
  const since = built === undefined ? undefined : engine.view.coverSince(stored.seq, built.id, built.version.tags)
  if (built !== undefined && since === undefined) return fill(engine, prerender)
  const cover = newestCover([stored.cover, since ?? NO_COVER])
  const source = built === undefined ? 'none' : 'build'
  return { entry: built, cover, seq: stored.seq, source, retryAtMs: stored.retryAtMs }
}

/** The pinned entry, until a deletion takes it away: from then on what regenerations made, as if nothing were pinned. */
export function servedOf(
  engine: Pick<Engine, 'clock'>,
  { entry, pinned, cover }: Pick<StoredEntry, 'entry' | 'pinned' | 'cover'>,
): Entry | undefined {
  if (pinned === undefined) return entry
  return judge(pinned, cover, engine.clock.nowMs()).kind === 'fresh' ? pinned : entry
}

type BuiltFile = Pick<Fallback, 'file' | 'stateLength'>

/** The build's copy as an entry born when the deployment was made. */
async function buildEntry(
  engine: Engine,
  { output, id, site }: PrerenderTarget,
  retryAtMs: number | null,
): Promise<Entry | undefined> {
  if (output.fallback === null) return undefined
  const { file, stateLength, status, headers, tags } = output.fallback
  const { createdAtMs, createdSeq } = site.deployment
  const { state, body } = await builtBodies(engine, id.projectId, { file, stateLength })
  const { expiration, staleExpirationSeconds } = output.config
  return {
    id,
    version: { id: null, status, headers, tags, body, state },
    stamp: createdSeq,
    generatedAtMs: createdAtMs,
    invocationId: '',
    staleAtMs: expiration === false ? null : createdAtMs + expiration * 1_000,
    expiresAtMs: staleExpirationSeconds === null ? null : createdAtMs + staleExpirationSeconds * 1_000,
    retryAtMs,
    isFromBuild: true,
    pinnedSeq: null,
  }
}

/** A file that begins with a postponed state is two bodies, which are never sent together. */
async function builtBodies(engine: Engine, projectId: string, { file, stateLength }: BuiltFile) {
  if (stateLength === 0) return { state: null, body: await fileBody(engine, projectId, file) }
  const [state, body] = await Promise.all([
    fileBody(engine, projectId, file, { name: 'state', stateLength }),
    fileBody(engine, projectId, file, { name: 'shell', stateLength }),
  ])
  return { state, body }
}

function isBehindMembers(engine: Engine, prerender: PrerenderTarget, entry: Entry): boolean {
  return membersHeld(engine, prerender, entry).some((other) => isNewer(other, entry))
}

/** Another edge regenerated the group: what is held of an earlier generation must not be shown beside this member. */
function dropOlderMembers(engine: Engine, prerender: PrerenderTarget, entry: Entry): void {
  for (const other of membersHeld(engine, prerender, entry)) {
    if (isNewer(entry, other)) engine.region.delete(other.id.key)
  }
}

/**
 * A pin or an unpin that this edge has not read of yet, but the ISR cache already obeys: what was read or held before it must
 * not be shown beside what came after it.
 */
function isChosenSince(engine: Engine, prerender: PrerenderTarget, { pinnedSeq }: Entry, seq: number): boolean {
  return othersHeld(engine, prerender).some(
    (other) => other.entry.pinnedSeq !== pinnedSeq && other.judgedSeq > Math.max(seq, engine.view.seq),
  )
}

function dropOtherwiseChosen(engine: Engine, prerender: PrerenderTarget, { entry, judgedSeq }: Held): void {
  if (judgedSeq <= engine.view.seq) return
  for (const other of othersHeld(engine, prerender)) {
    const isOfBefore = other.entry.pinnedSeq !== entry.pinnedSeq && other.judgedSeq < judgedSeq
    if (isOfBefore) engine.region.delete(other.entry.id.key)
  }
}

/** What is held of the other members of an entry's group, unless it is pinned: then all are of one regeneration anyway. */
function membersHeld(engine: Engine, prerender: PrerenderTarget, { pinnedSeq }: Entry): Entry[] {
  if (pinnedSeq !== null) return []
  return othersHeld(engine, prerender).flatMap(({ entry }) => (entry.pinnedSeq === null ? [entry] : []))
}

function othersHeld(engine: Engine, prerender: PrerenderTarget): Held[] {
  if (prerender.output.groupMembers.length < 2) return []
  const others = memberKeys(prerender).filter((key) => key !== prerender.id.key)
  return others.flatMap((key) => engine.region.get(key) ?? [])
}

function bringUpToDate(engine: Engine, held: Held): boolean {
  const { view } = engine
  if (held.judgedSeq === view.seq) return true
  const since = view.coverSince(held.judgedSeq, held.entry.id, held.entry.version.tags)
  if (since === undefined) {
    engine.region.delete(held.entry.id.key)
    return false
  }
  if (since !== NO_COVER) held.cover = newestCover([held.cover, since])
  held.judgedSeq = Math.max(held.judgedSeq, view.seq)
  return true
}
