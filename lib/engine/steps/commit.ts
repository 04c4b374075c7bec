import { type Engine, obeyStored } from '@/lib/engine/engine'
import { type Cover, type Entry, isNewer, NO_COVER, type RegenerationCause } from '@/lib/engine/entry'
import { UnconfirmedCommit } from '@/lib/engine/fleet/unconfirmed-commit'
import { RefusedBasis } from '@/lib/engine/purges/journal'
import type { EdgeBasis } from '@/lib/engine/purges/journal-view'
import { memberKeys, type PrerenderTarget } from '@/lib/engine/steps/admit'
import type { Rendered } from '@/lib/engine/steps/render'

/** What one regeneration rendered, in the order of the group. */
export type RenderedGroup = {
  readonly members: readonly { readonly prerender: PrerenderTarget; readonly rendered: Rendered }[]
  readonly stamp: number
  readonly basis: EdgeBasis
  readonly begunAtMs: number
  readonly cause: RegenerationCause
  readonly invocationId: string
}

/** A member as it was stored, with the purges that cover it. */
export type Kept = { readonly entry: Entry; readonly cover: Cover }

/**
 * Stores a regeneration and keeps its members in the region cache. Resolves to what was rendered, by key. It does so too if
 * somebody has stored a newer one meanwhile, if the ISR cache cannot be written, or if the stamp is of another database:
 * the page itself is still good for its visitor.
 */
export async function commit(engine: Engine, group: RenderedGroup): Promise<ReadonlyMap<string, Kept>> {
  const endedAtMs = engine.clock.nowMs()
  const entries = await Promise.all(
    group.members.map(({ prerender, rendered }) => entryOf(engine, { prerender, rendered, group, endedAtMs })),
  )
  const kept = await store(engine, group, entries, endedAtMs)
  return new Map(kept.map((member) => [member.entry.id.key, member]))
}

async function store(engine: Engine, group: RenderedGroup, entries: readonly Entry[], endedAtMs: number) {
  const [first] = entries
  if (first === undefined) return []
  const { stamp, basis, begunAtMs, cause, invocationId } = group
  const keys = entries.map(({ id }) => id.key)
  const generation = { groupKey: first.id.groupKey, stamp, begunAtMs, endedAtMs, cause, invocationId, members: entries }
  const watches = keys.map((key) => engine.watches.begin(key))
  try {
    const result = await engine.entries.commit(generation, basis)
    if (result.kind === 'superseded') return entries.map((entry) => ({ entry, cover: NO_COVER }))
    engine.announce(keys)
    const isOvertaken = holdsNewer(engine, group, first)
    // Other members of the page that are still held are of another render.
    const others = group.members.flatMap(({ prerender }) => memberKeys(prerender)).filter((key) => !keys.includes(key))
    if (!isOvertaken) for (const key of others) engine.region.delete(key)
    return entries.map((entry, index): Kept => {
      const member = result.members[index]
      engine.meter.wrote(entry.id, entry.version, member?.writeUnits ?? 0)
      const version = { ...entry.version, id: member?.versionId ?? null }
      const cover = member?.cover ?? NO_COVER
      // A look-up decides whether the pinned one is served: a deletion may hide it. And a later announcement of another edge
      // may have arrived before this commit's answer; it is not repeated.
      if (result.isPinned || watches[index]?.hasChanged) engine.region.delete(entry.id.key)
      else if (!isOvertaken) engine.region.put({ ...entry, version }, { cover, judgedSeq: result.seq })
      return { entry: { ...entry, version }, cover }
    })
  } catch (error) {
    if (error instanceof RefusedBasis) {
      engine.view.doubt(basis)
      return entries.map((entry) => ({ entry, cover: NO_COVER }))
    }
    engine.observe({ type: 'store_unavailable', doing: `storing ${first.id.path}`, error })
    // It may be stored all the same, with only the answer lost. Then what all edges hold, this one too, is no longer current.
    const tell = () => {
      engine.announce(keys)
      obeyStored(engine, keys)
    }
    tell()
    if (error instanceof UnconfirmedCommit) void error.ended.then(tell)
    return entries.map((entry) => ({ entry, cover: NO_COVER }))
  } finally {
    for (const watch of watches) watch.end()
  }
}

/** Whether this edge has already read a generation that another edge stored after this one. */
function holdsNewer(engine: Engine, { members }: RenderedGroup, made: Entry): boolean {
  const keys = new Set(members.flatMap(({ prerender }) => memberKeys(prerender)))
  const held = [...keys].flatMap((key) => engine.region.get(key)?.entry ?? [])
  return held.some((entry) => entry.pinnedSeq === null && isNewer(entry, made))
}

/** An entry as it would be stored now; also what an answer that is not stored is made of. */
export async function entryOf(
  engine: Engine,
  made: {
    readonly prerender: PrerenderTarget
    readonly rendered: Rendered
    readonly group: Pick<RenderedGroup, 'stamp' | 'invocationId'>
    readonly endedAtMs: number
  },
): Promise<Entry> {
  const { prerender, rendered, group, endedAtMs } = made
  const { revalidateSeconds, expireSeconds } = rendered.lifetime
  return {
    id: prerender.id,
    version: {
      id: null,
      status: rendered.status,
      headers: rendered.headers,
      tags: rendered.tags,
      body: await engine.packer.pack(rendered.bytes),
      state: rendered.state === null ? null : await engine.packer.pack(rendered.state),
    },
    stamp: group.stamp,
    generatedAtMs: endedAtMs,
    invocationId: group.invocationId,
    staleAtMs: revalidateSeconds === null ? null : endedAtMs + revalidateSeconds * 1_000,
    expiresAtMs: expireSeconds === null ? null : endedAtMs + expireSeconds * 1_000,
    retryAtMs: null,
    isFromBuild: false,
    pinnedSeq: null,
  }
}
