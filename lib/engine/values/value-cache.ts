import type { Answered, Asker } from '@/lib/engine/asks/asks'
import type { CallRecord } from '@/lib/engine/calls/call-record'
import type { Engine } from '@/lib/engine/engine'
import type { Cover } from '@/lib/engine/entry'
import { newestCover } from '@/lib/engine/purges/cover'
import { type Basis, RefusedBasis } from '@/lib/engine/purges/journal'
import type { EdgeBasis } from '@/lib/engine/purges/journal-view'
import { valueMarkKeys } from '@/lib/engine/purges/marks'
import {
  attachableTags,
  type CachedValue,
  judgeValue,
  type ValueId,
  type ValueKind,
  valueKey,
  whyNotKept,
} from '@/lib/engine/values/value'
import type { HeldValue } from '@/lib/engine/values/value-memory'

/** A function asks for a value. */
export type ReadAsk = {
  readonly kind: ValueKind
  readonly key: string
  /** What the value is judged by besides its own tags: those of whoever reads it, and of the path it is read for. */
  readonly tags: readonly string[]
}

/** A function stores a value. */
export type WriteAsk = {
  readonly kind: ValueKind
  readonly key: string
  readonly tags: readonly string[]
  readonly note: string
  /** How long ago it was made. */
  readonly ageMs: number
  readonly expireSeconds: number | null
  /** What the call may have been handed by others before it made the value. */
  readonly handed: readonly HandedValue[]
}

/**
 * A value that calls of one process may hand each other: Next lets a call wait for what another one reads or makes.
 * `tags` is `null` where they are not known.
 */
export type HandedValue = { readonly stamp: number; readonly tags: readonly string[] | null }

/**
 * Gives a function a value of its project and environment, if no purge and no time forbids it. Absent, too, while the
 * edge cannot tell what was purged: then the function makes the value again, which is never wrong.
 */
export async function readValue(engine: Engine, asker: Asker, ask: ReadAsk): Promise<Answered> {
  const id = idFor(asker, ask)
  if (id.kind === 'use_cache') asker.call?.asked(ask.tags)
  const { seq } = engine.view
  const nowMs = engine.clock.nowMs()
  const found = nowMs < engine.view.confirmedUntilMs ? await find(engine, asker, id, ask.tags) : undefined
  const verdict = found === undefined ? 'gone' : judgeValue(found.value, found.cover, nowMs)
  if (found === undefined || !mayBeGiven(verdict, id.kind, asker.call)) {
    asker.call?.missed(valueKey(id), seq)
    return { reply: { reply: 'absent', seq } }
  }
  const { value } = found
  if (verdict === 'stale') {
    asker.call?.missed(valueKey(id), seq)
    asker.call?.readStale(value.stamp)
  }
  const { note, tags, madeAtMs } = value
  const ageMs = Math.max(0, nowMs - madeAtMs)
  const isStale = verdict === 'stale'
  const counted = { seq, stamp: isStale ? value.stamp : seq }
  return { reply: { reply: 'found', note, tags, ageMs, isStale, ...counted }, bytes: value.body.identity }
}

/**
 * Keeps a value that a function made. It counts as made when the function was told that there is none, so that a purge in
 * between finds it stale on arrival.
 */
export async function writeValue(engine: Engine, asker: Asker, ask: WriteAsk, bytes: Uint8Array): Promise<Answered> {
  if (asker.call === undefined) return refused('A value is kept for a running call only.')
  const tags = attachableTags(ask.tags)
  const id = idFor(asker, ask)
  await countHanded(engine, asker, ask.handed)
  const stamp = asker.call.wrote(valueKey(id), { isDeliberate: id.kind === 'runtime' })
  const why = whyNotKept({ key: ask.key, tags, bytes })
  if (why !== undefined) return refused(why)
  // Of no use to anybody but those who waited for it.
  if (ask.expireSeconds === 0) return { reply: { reply: 'done' } }
  const nowMs = engine.clock.nowMs()
  const value: CachedValue = {
    id,
    tags,
    note: ask.note,
    body: await engine.packer.pack(bytes),
    stamp,
    madeAtMs: nowMs - ask.ageMs,
    expiresAtMs: ask.expireSeconds === null ? null : nowMs - ask.ageMs + ask.expireSeconds * 1_000,
  }
  const { basis } = asker.call.beginning
  const written = await writeOn(engine, basis, value)
  if (written === undefined) return { reply: { reply: 'done' } }
  engine.meter.wrote(placeOf(asker), { body: value.body, state: null }, written.writeUnits)
  if (written.isStored && engine.view.holds(basis)) {
    keep(engine, { value, cover: written.cover, judgedSeq: written.seq, judgedTags: new Set() })
  }
  return { reply: { reply: 'done' } }
}

/** `undefined`: it was made by the numbers of another database, and is kept by none. */
async function writeOn(engine: Engine, basis: EdgeBasis, value: CachedValue) {
  if (!engine.view.holds(basis)) return undefined
  const known: Basis = { epoch: basis.epoch, seq: Math.max(basis.seq, value.stamp) }
  try {
    return await engine.values.write(value, known)
  } catch (error) {
    if (!(error instanceof RefusedBasis)) throw error
    engine.view.doubt(basis)
    return undefined
  }
}

/**
 * Counts what a call may have been handed by others of its process, which no edge was asked for: a value that a purge
 * reached, by its own tags or by those of the call, makes what the call makes no newer than the value. Unknown is reached.
 */
export async function countHanded(engine: Engine, asker: Asker, handed: readonly HandedValue[]): Promise<Answered> {
  const { call, site } = asker
  const { marks } = engine.view
  for (const { stamp, tags } of handed) {
    const asked = call?.askedTags
    const keys = asked === undefined || tags === null ? undefined : valueMarkKeys(site, [...tags, ...asked])
    const isKnown = keys !== undefined && stamp >= marks.floorOf(keys)
    const cover = isKnown ? marks.coverBy(keys) : undefined
    if (cover === undefined || Math.max(cover.invalidatedSeq, cover.deletedSeq) > stamp) call?.mayHold(stamp)
  }
  return { reply: { reply: 'done' } }
}

/** Forgets one value, for all edges: those that a function stored itself are in no edge's memory. */
export async function forgetValue(engine: Engine, asker: Asker, ask: Pick<ReadAsk, 'kind' | 'key'>): Promise<Answered> {
  const id = idFor(asker, ask)
  engine.valueMemory.delete(id.projectId, valueKey(id))
  await engine.values.delete(id)
  return { reply: { reply: 'done' } }
}

type Found = { readonly value: CachedValue; readonly cover: Cover }

async function find(engine: Engine, asker: Asker, id: ValueId, tags: readonly string[]): Promise<Found | undefined> {
  const held = engine.valueMemory.get(id.projectId, valueKey(id))
  const known = held && coverOf(engine, held, tags)
  if (held !== undefined && known !== undefined) return { value: held.value, cover: known }

  const { resetCount } = engine.view
  const stored = await engine.values.read(id, tags)
  // The database became another one meanwhile: its numbers say nothing of this one's purges.
  if (stored.value === undefined || engine.view.resetCount !== resetCount) return undefined
  engine.meter.read(placeOf(asker), { body: stored.value.body, state: null })
  const read = { value: stored.value, cover: stored.cover, judgedSeq: stored.seq, judgedTags: new Set(tags) }
  keep(engine, read)
  const cover = coverOf(engine, read, tags)
  return cover === undefined ? undefined : { value: stored.value, cover }
}

/** Every purge applied so far that covers the value, by its tags and these; `undefined`: only the database knows. */
function coverOf({ view }: Engine, held: HeldValue, tags: readonly string[]): Cover | undefined {
  const { value, cover, judgedSeq, judgedTags } = held
  const { marks } = view
  const keys = valueMarkKeys(value.id, [...value.tags, ...tags])
  const since = marks.coverBy(keys)
  const floorSeq = marks.floorOf(keys)
  // All purges since it began to be made are in memory: no other counts.
  if (value.stamp >= floorSeq) return newestCover([cover, since])
  if (judgedSeq < floorSeq || tags.some((tag) => !judgedTags.has(tag))) return undefined
  return newestCover([cover, since])
}

/**
 * A stale value is for whoever makes it again behind their answer: for one visitor's call, by handlers that do so. What a
 * render makes is stored, and would be stale on arrival.
 */
function mayBeGiven(verdict: ReturnType<typeof judgeValue>, kind: ValueKind, call: CallRecord | undefined): boolean {
  return verdict === 'fresh' || (verdict === 'stale' && kind !== 'runtime' && call?.beginning.purpose === 'live')
}

/** What functions store themselves is replaced and deleted at will, on any edge, so it is read from the database each time. */
function keep(engine: Engine, held: HeldValue): void {
  if (held.value.id.kind !== 'runtime') engine.valueMemory.put(held)
}

function idFor({ site }: Asker, { kind, key }: Pick<ReadAsk, 'kind' | 'key'>): ValueId {
  return { projectId: site.projectId, environment: site.environment, kind, key }
}

function placeOf({ site }: Asker) {
  const { projectId, domain, deployment } = site
  return { projectId, deploymentId: deployment.id, domain, path: '(data cache)', route: '(data cache)' }
}

function refused(message: string): Answered {
  return { reply: { reply: 'refused', message } }
}
