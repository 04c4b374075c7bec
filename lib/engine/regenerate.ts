import { isLongerThan } from '@/lib/engine/bytes'
import type { HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { type Entry, MAX_PATH_BYTES, NO_COVER, type RegenerationCause } from '@/lib/engine/entry'
import { memberTarget, type PrerenderTarget } from '@/lib/engine/steps/admit'
import { commit, entryOf, type Kept } from '@/lib/engine/steps/commit'
import { type Rendered, type RenderFailure, render } from '@/lib/engine/steps/render'

/** How a regeneration came about. */
export type Regeneration = {
  readonly prerender: PrerenderTarget
  readonly cause: RegenerationCause
  readonly protocol: 'http' | 'https'
  /** What of the visitor's headers the config lets through. */
  readonly headers: readonly HeaderPair[]
}

/** What came of it: entries by key, or the failure of the one that was asked for. */
export type Regenerated = { readonly stamp: number } & (
  | { readonly kind: 'done'; readonly entries: ReadonlyMap<string, Kept>; readonly isKeyLimited: boolean }
  | { readonly kind: 'failed'; readonly failure: RenderFailure }
)

export type Answered =
  | { readonly kind: 'done'; readonly entry: Entry; readonly isLeader: boolean; readonly isKeyLimited: boolean }
  | { readonly kind: 'failed'; readonly failure: RenderFailure; readonly isLeader: boolean }

/**
 * Collapse, render, commit for the group of one key. Whoever asks while it runs shares the result, unless it is older
 * than a purge that was known when they asked: then they render themselves.
 */
export async function regenerate(engine: Engine, how: Regeneration): Promise<Answered> {
  const { key, groupKey } = how.prerender.id
  const askedSeq = engine.view.seq
  for (;;) {
    const { result, isLeader } = engine.regenerations.run(groupKey, () => lead(engine, how))
    const regenerated = await result
    if (regenerated.kind === 'failed') return { kind: 'failed', failure: regenerated.failure, isLeader }
    const kept = regenerated.entries.get(key)
    if (kept !== undefined && (isLeader || isGoodFor(engine, askedSeq, regenerated.stamp, kept.entry))) {
      return { kind: 'done', entry: kept.entry, isLeader, isKeyLimited: regenerated.isKeyLimited }
    }
  }
}

/** Regenerates anew though one may be under way: that one began before the purge this one follows. */
export function regenerateAnew(engine: Engine, how: Regeneration): Promise<Answered> {
  engine.regenerations.detach(how.prerender.id.groupKey)
  return regenerate(engine, how)
}

/**
 * A page for the visitors who ask now, stored nowhere: for when it cannot be told what is stored, or what was purged.
 * Isolated from the visitor and collapsed like any render.
 */
export async function renderUnstored(engine: Engine, how: Regeneration): Promise<Answered> {
  const { result, isLeader } = engine.regenerations.run(`unstored:${how.prerender.id.key}`, async () => {
    const stamp = engine.view.seq
    const rendered = await render(engine, { ...how, stamp, invocationId: engine.ids.next() })
    if (rendered.kind === 'failed') return { kind: 'failed', failure: rendered, stamp }
    return unstored(engine, how, rendered, stamp)
  })
  const regenerated = await result
  if (regenerated.kind === 'failed') return { kind: 'failed', failure: regenerated.failure, isLeader }
  const kept = regenerated.entries.get(how.prerender.id.key)
  if (kept === undefined) throw new Error('A render without a page: the key of the leader is not its own.')
  return { kind: 'done', entry: kept.entry, isLeader, isKeyLimited: false }
}

async function lead(engine: Engine, how: Regeneration): Promise<Regenerated> {
  // The stamp comes before anything is read or rendered: a purge from here on must find this page stale.
  const { seq: stamp, resetCount } = engine.view
  const begunAtMs = engine.clock.nowMs()
  const invocationId = engine.ids.next()
  const { id } = how.prerender
  const rendered = await render(engine, { ...how, stamp, invocationId })
  if (rendered.kind === 'failed') {
    await noteFailure(engine, how, rendered, stamp)
    return { kind: 'failed', failure: rendered, stamp }
  }
  if (isLongerThan(MAX_PATH_BYTES, id.path) || (await isVariantLimitReached(engine, how))) {
    return { ...(await unstored(engine, how, rendered, stamp)), isKeyLimited: true }
  }
  const others = await renderOthers(engine, how, { stamp, invocationId })
  const members = [{ prerender: how.prerender, rendered }, ...others]
  // A stamp of the database that was: stored in this one it could outrank purges to come.
  if (engine.view.resetCount !== resetCount) return unstored(engine, how, rendered, stamp)
  const entries = await commit(engine, { members, stamp, begunAtMs, cause: how.cause, invocationId })
  return { kind: 'done', entries, isKeyLimited: false, stamp }
}

/**
 * The other members of the group that visitors can be shown: stored ones and the build's. They come from the same
 * invocation, so that html and data agree; one that fails is left out and stays as it is.
 */
async function renderOthers(
  engine: Engine,
  how: Regeneration,
  same: { readonly stamp: number; readonly invocationId: string },
) {
  const { output, site, id, isTemplate } = how.prerender
  if (output.groupMembers.length < 2) return []
  const stored = await unlessAway(
    engine,
    `reading the group of ${id.path}`,
    engine.entries.storedOutputs(id.groupKey),
    [],
  )
  const others: { prerender: PrerenderTarget; rendered: Rendered }[] = []
  for (const name of output.groupMembers) {
    const member = site.deployment.outputs.get(name)
    if (name === output.name || member?.kind !== 'prerender') continue
    if (!stored.includes(name) && (isTemplate || member.fallback === null)) continue
    const prerender = memberTarget(how.prerender, member)
    const rendered = await render(engine, { ...how, prerender, ...same })
    if (rendered.kind === 'rendered') others.push({ prerender, rendered })
  }
  return others
}

async function noteFailure(engine: Engine, how: Regeneration, failure: RenderFailure, stamp: number): Promise<void> {
  const { id } = how.prerender
  const failedAtMs = engine.clock.nowMs()
  const retryAtMs = failedAtMs + engine.settings.retryMs
  const held = engine.region.get(id.key)
  // A made-up wish is nobody's failure, and must fill neither the log nor the database.
  if (failure.reason === 'bad_wish' && held === undefined) return
  engine.observe({ type: 'regeneration_failed', domain: id.domain, path: id.path, message: failure.message })
  if (held !== undefined && held.entry.stamp <= stamp) engine.region.put({ ...held.entry, retryAtMs }, held)
  const recorded = engine.entries.recordFailure({
    id,
    stamp,
    failedAtMs,
    retryAtMs,
    message: failure.message,
  })
  await unlessAway(engine, `recording a failure of ${id.path}`, recorded, undefined)
}

/** Side questions of a render must not fail it: without an answer it goes on with `otherwise`, and operators hear of it. */
async function unlessAway<T>(engine: Engine, doing: string, answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    engine.observe({ type: 'store_unavailable', doing, error })
    return otherwise
  }
}

async function unstored(engine: Engine, how: Regeneration, rendered: Rendered, stamp: number) {
  const endedAtMs = engine.clock.nowMs()
  const entry = await entryOf(engine, { prerender: how.prerender, rendered, group: { stamp }, endedAtMs })
  return {
    kind: 'done',
    entries: new Map([[entry.id.key, { entry, cover: NO_COVER }]]),
    isKeyLimited: false,
    stamp,
  } as const
}

async function isVariantLimitReached(engine: Engine, { cause, prerender: { id } }: Regeneration): Promise<boolean> {
  if (cause !== 'cold' || id.query === '') return false
  const count = engine.entries.countVariants(id)
  return (await unlessAway(engine, `counting variants of ${id.path}`, count, 0)) >= engine.settings.variantLimit
}

/** A follower may share a render that began after they asked, or that no purge known by then makes stale. */
function isGoodFor(engine: Engine, askedSeq: number, stamp: number, entry: Entry): boolean {
  if (stamp >= askedSeq) return true
  const cover = engine.view.coverSince(stamp, entry.id, entry.version.tags)
  return cover !== undefined && cover.invalidatedSeq <= stamp && cover.deletedSeq <= stamp
}
