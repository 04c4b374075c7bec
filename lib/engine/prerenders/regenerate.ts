import { isLongerThan } from '@/lib/engine/bytes'
import type { HeaderPair, PrerenderOutput } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { type Entry, MAX_PATH_BYTES, NO_COVER, type RegenerationCause } from '@/lib/engine/entry'
import { leadAnew, leadOfFleet } from '@/lib/engine/fleet/lease'
import { partFor, sourceOf } from '@/lib/engine/prerenders/group-parts'
import type { EdgeBasis } from '@/lib/engine/purges/journal-view'
import { memberKeys, memberTarget, type PrerenderTarget } from '@/lib/engine/steps/admit'
import { commit, entryOf, type Kept } from '@/lib/engine/steps/commit'
import { type Rendered, type RenderFailure, render } from '@/lib/engine/steps/render'
import type { DecisionNotes } from '@/lib/engine/why/decision-notes'

/** How a regeneration came about. */
export type Regeneration = {
  readonly prerender: PrerenderTarget
  readonly cause: RegenerationCause
  readonly protocol: 'http' | 'https'
  /** The visitor's headers that the config lets through. */
  readonly headers: readonly HeaderPair[]
  /** The notes of the request that waits for it, if somebody asks why. */
  readonly why?: DecisionNotes
}

/** Why the engine did not try to store a page that was rendered. */
type KeptBack = 'key_limit' | 'error' | null

/** The result: entries by key, or the failure of the one that was asked for. */
export type Regenerated = { readonly stamp: number } & (
  | {
      readonly kind: 'done'
      readonly entries: ReadonlyMap<string, Kept>
      readonly keptBack: KeptBack
      /** Another member failed, so nothing was stored: a failure for whoever needs the page to be stored. */
      readonly memberFailure?: RenderFailure
      /** Another edge made it. */
      readonly isElsewhere?: boolean
    }
  | { readonly kind: 'failed'; readonly failure: RenderFailure }
)

/** The result for one of those who waited. */
export type Answered =
  | { readonly kind: 'done'; readonly entry: Entry; readonly isLeader: boolean; readonly keptBack: KeptBack }
  | { readonly kind: 'failed'; readonly failure: RenderFailure; readonly isLeader: boolean }

/**
 * Collapse, render, commit for the group of one key. Whoever asks while it runs shares the result, on whatever edge, unless
 * it is older than a purge that was known when they asked. Then they render themselves; if they already did, once more.
 */
export function regenerate(engine: Engine, how: Regeneration): Promise<Answered> {
  return collapsed(engine, how, () => leadOfFleet(engine, how, () => lead(engine, how)))
}

/** Regenerates even if a regeneration is under way, here or elsewhere: that one began before the purge this one follows. */
export function regenerateAnew(engine: Engine, how: Regeneration): Promise<Answered> {
  engine.regenerations.detach(nameOf(engine, how.prerender.id.groupKey))
  return collapsed(engine, how, () => leadAnew(engine, how.prerender, () => lead(engine, how)))
}

/** Those with the same `name` share one run of `work`. */
async function collapsed(
  engine: Engine,
  { prerender, why, cause }: Regeneration,
  work: () => Promise<Regenerated>,
  name = prerender.id.groupKey,
): Promise<Answered> {
  const { key } = prerender.id
  const askedSeq = engine.view.seq
  let hasLed = false
  for (;;) {
    const beganAtMs = engine.clock.nowMs()
    const { result, isLeader } = engine.regenerations.run(nameOf(engine, name), work)
    const regenerated = await result
    const waitedFor = isLeader ? 'render' : 'collapse'
    why?.waited({ for: waitedFor, edgeId: null, ms: engine.clock.nowMs() - beganAtMs })
    if (regenerated.kind === 'failed') return { kind: 'failed', failure: regenerated.failure, isLeader }
    const { memberFailure } = regenerated
    if (memberFailure !== undefined && wantsItKept(cause)) return { kind: 'failed', failure: memberFailure, isLeader }
    const kept = regenerated.entries.get(key)
    if (kept !== undefined && (hasLed || isGoodFor(engine, askedSeq, regenerated.stamp, kept.entry))) {
      const { keptBack, isElsewhere = false } = regenerated
      return { kind: 'done', entry: kept.entry, isLeader: isLeader && !isElsewhere, keptBack }
    }
    // The function may have answered with what an older render beside it made. That one is over now, so one more try is enough.
    hasLed ||= isLeader
  }
}

/** Those who share a regeneration want different things: a visitor is content with a page that could not be stored. */
function wantsItKept(cause: RegenerationCause): boolean {
  return cause === 'on_demand' || cause === 'warm_up'
}

/** A render by the numbers of a former database must not be shared: its stamp could look newer than a purge of this one. */
function nameOf({ view }: Engine, name: string): string {
  return `${view.resetCount}:${name}`
}

/**
 * A page for the visitors who ask now, stored nowhere: for when nobody can say what is stored, or what was purged.
 * Like any render it is isolated from visitors and collapsed.
 */
export function renderUnstored(engine: Engine, how: Regeneration): Promise<Answered> {
  const work = async (): Promise<Regenerated> => {
    const { basis } = engine.view
    const { seq: stamp } = basis
    const invocationId = engine.ids.next()
    const rendered = await render(engine, { ...how, stamp, basis, invocationId })
    if (rendered.kind === 'failed') return { kind: 'failed', failure: rendered, stamp }
    return unstored(engine, how, rendered, { stamp: rendered.stamp, invocationId })
  }
  return collapsed(engine, how, work, `unstored:${how.prerender.id.key}`)
}

async function lead(engine: Engine, how: Regeneration): Promise<Regenerated> {
  // The stamp comes before anything is read or rendered: a purge from here on must find this page stale.
  const { basis } = engine.view
  const begunSeq = basis.seq
  const begunAtMs = engine.clock.nowMs()
  const invocationId = engine.ids.next()
  const { id } = how.prerender
  const beginning = { stamp: begunSeq, basis, invocationId }
  const asked = await renderAsked(engine, how, beginning)
  if (asked.rendered.kind === 'failed') {
    await noteFailure(engine, how, asked.rendered, { ...beginning, begunAtMs })
    return { kind: 'failed', failure: asked.rendered, stamp: begunSeq }
  }
  const { rendered } = asked
  if (isLongerThan(MAX_PATH_BYTES, id.path) || (await isVariantLimitReached(engine, how))) {
    return {
      ...(await unstored(engine, how, rendered, { ...beginning, stamp: rendered.stamp })),
      keptBack: 'key_limit',
    }
  }
  const others = await renderOthers(engine, how, beginning, asked.made)
  if (others.kind === 'failed') {
    await noteFailure(engine, how, others, { ...beginning, begunAtMs })
    return keptBack(engine, how, rendered, { failure: others, ...beginning })
  }
  const members = [{ prerender: how.prerender, rendered }, ...others.members]
  // One page is as old as the oldest of its parts: html and data are refreshed together, or not at all.
  const stamp = Math.min(...members.map((member) => member.rendered.stamp))
  // The stamp is of a former database: stored in this one, it could outrank purges to come.
  if (!engine.view.holds(basis)) return unstored(engine, how, rendered, { stamp, invocationId })
  const entries = await commit(engine, { members, stamp, basis, begunAtMs, cause: how.cause, invocationId })
  return { kind: 'done', entries, keptBack: null, stamp }
}

type Beginning = { readonly stamp: number; readonly basis: EdgeBasis; readonly invocationId: string }
type Member = { readonly prerender: PrerenderTarget; readonly rendered: Rendered }

/** The member that was asked for, and the one whose render made it and perhaps others; often they are the same. */
async function renderAsked(engine: Engine, how: Regeneration, beginning: Beginning) {
  const { prerender } = how
  const source = sourceOf(prerender)
  const made = await render(engine, { ...how, ...beginning, prerender: source })
  if (made.kind === 'failed' || source === prerender) return { rendered: made, made: { source, rendered: made } }
  const rendered = partFor(prerender.output, made) ?? (await render(engine, { ...how, ...beginning }))
  return { rendered, made: { source, rendered: made } }
}

/**
 * The other members of the group: those that the first render made, and a render of each other one that is stored or that the
 * build has a copy of. All are of the same invocation, so that html and data agree. If one fails, the whole regeneration
 * fails: groups exist to prevent a new page beside old data.
 */
async function renderOthers(
  engine: Engine,
  how: Regeneration,
  beginning: Beginning,
  made: { readonly source: PrerenderTarget; readonly rendered: Rendered | RenderFailure },
): Promise<{ readonly kind: 'rendered'; readonly members: readonly Member[] } | RenderFailure> {
  const { output, site, id, isTemplate } = how.prerender
  const members: Member[] = []
  if (output.groupMembers.length < 2) return { kind: 'rendered', members }
  const reading = `reading the group of ${id.path}`
  const stored = await unlessAway(engine, reading, engine.entries.storedOutputs(id.groupKey), null)
  if (stored === null) return UNKNOWN_GROUP
  for (const name of output.groupMembers) {
    const member = site.deployment.outputs.get(name)
    if (name === output.name || member?.kind !== 'prerender') continue
    const prerender = memberTarget(how.prerender, member)
    const found = made.rendered.kind === 'rendered' ? madeOf(member, { ...made, rendered: made.rendered }) : undefined
    if (found === undefined && !stored.includes(name) && (isTemplate || member.fallback === null)) continue
    const rendered = found ?? (await render(engine, { ...how, ...beginning, prerender }))
    if (rendered.kind === 'failed') return rendered
    members.push({ prerender, rendered })
  }
  return { kind: 'rendered', members }
}

/** Without knowing which members are stored, the group cannot be replaced as a whole. */
const UNKNOWN_GROUP: RenderFailure = {
  kind: 'failed',
  reason: 'unavailable',
  message: 'The stored members of the group could not be read.',
  answer: null,
}

function madeOf(member: PrerenderOutput, made: { readonly source: PrerenderTarget; readonly rendered: Rendered }) {
  return member.name === made.source.output.name ? made.rendered : partFor(member, made.rendered)
}

/** Another member of the group failed, so nothing is stored. The page asked for is still good for a visitor with nothing else to see. */
async function keptBack(
  engine: Engine,
  how: Regeneration,
  rendered: Rendered,
  { failure, invocationId }: Pick<Unstored, 'invocationId'> & { readonly failure: RenderFailure },
): Promise<Regenerated> {
  const page = await unstored(engine, how, rendered, { stamp: rendered.stamp, invocationId })
  return { ...page, keptBack: 'error', memberFailure: { ...failure, answer: null } }
}

async function noteFailure(
  engine: Engine,
  how: Regeneration,
  failure: RenderFailure,
  beginning: Beginning & { readonly begunAtMs: number },
): Promise<void> {
  const { id } = how.prerender
  const { stamp, basis, invocationId, begunAtMs } = beginning
  const failedAtMs = engine.clock.nowMs()
  const retryAtMs = failedAtMs + engine.settings.retryMs
  // A made-up request is nobody's failure, and must fill neither the log nor the database.
  if (failure.reason === 'bad_request' && engine.region.get(id.key) === undefined) return
  engine.observe({ type: 'regeneration_failed', domain: id.domain, path: id.path, message: failure.message })
  if (!engine.view.holds(basis)) return
  for (const key of memberKeys(how.prerender)) {
    const held = engine.region.get(key)
    if (held !== undefined && held.entry.stamp <= stamp) engine.region.put({ ...held.entry, retryAtMs }, held)
  }
  const recorded = engine.entries.recordFailure({
    id,
    stamp,
    invocationId,
    begunAtMs,
    failedAtMs,
    retryAtMs,
    cause: how.cause,
    status: failure.answer?.status ?? null,
    message: failure.message,
  })
  await unlessAway(engine, `recording a failure of ${id.path}`, recorded, undefined)
}

/** Questions beside a render must not fail it: without an answer it goes on with `otherwise`, and operators hear of it. */
async function unlessAway<T>(engine: Engine, doing: string, answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    engine.observe({ type: 'store_unavailable', doing, error })
    return otherwise
  }
}

type Unstored = Pick<Beginning, 'stamp' | 'invocationId'>

async function unstored(engine: Engine, how: Regeneration, rendered: Rendered, group: Unstored) {
  const endedAtMs = engine.clock.nowMs()
  const entry = await entryOf(engine, { prerender: how.prerender, rendered, group, endedAtMs })
  return {
    kind: 'done',
    entries: new Map([[entry.id.key, { entry, cover: NO_COVER }]]),
    keptBack: null,
    stamp: group.stamp,
  } as const
}

async function isVariantLimitReached(engine: Engine, { cause, prerender: { id } }: Regeneration): Promise<boolean> {
  if ((cause !== 'cold' && cause !== 'warm_up') || id.query === '') return false
  const count = engine.entries.countVariants(id)
  return (await unlessAway(engine, `counting variants of ${id.path}`, count, 0)) >= engine.settings.variantLimit
}

/** A follower may share a render that began after they asked, or that no purge known by then makes stale. */
function isGoodFor(engine: Engine, askedSeq: number, stamp: number, entry: Entry): boolean {
  if (stamp >= askedSeq) return true
  const cover = engine.view.coverSince(stamp, entry.id, entry.version.tags)
  return cover !== undefined && cover.invalidatedSeq <= stamp && cover.deletedSeq <= stamp
}
