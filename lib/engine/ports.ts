import type { FileRef, FunctionRef, HeaderPair, Site } from '@/lib/engine/deployment'
import type { Body, Cover, Entry, EntryId, Generation, RegenerationFailure } from '@/lib/engine/entry'
import type { Announcement, Basis, Heard, JournalRead, PurgeMode, Scope, Selector } from '@/lib/engine/purges/journal'
import type { EdgeBasis } from '@/lib/engine/purges/journal-view'
import type { CachedValue, ValueId } from '@/lib/engine/values/value'

/** Time of the fleet: the database's instant at the last journal read, carried on by the monotonic clock. */
export interface Clock {
  nowMs(): number
}

/**
 * Which deployment a host shows. Answers at once for a host it knows; a promise means that the database is asked, and
 * `undefined` that no such host exists. Rejects when it cannot tell.
 */
export interface Sites {
  find(host: string): Site | undefined | Promise<Site | undefined>
}

/** What the ISR cache knows of a key, all read in one snapshot. */
export type StoredEntry = {
  readonly entry: Entry | undefined
  /** The entry of the generation that an operator pinned; a later deletion may hide it. */
  readonly pinned: Entry | undefined
  /** After a failed regeneration of the group: no further try before this instant, whether there is an entry or not. */
  readonly retryAtMs: number | null
  /** By the tags of both. */
  readonly cover: Cover
  /** The journal number of that snapshot: `cover` counts every purge up to it. */
  readonly seq: number
}

/**
 * Durable home of entries. Reads resolve `undefined` for what was never committed and reject when the store cannot
 * answer: absence and failure are never the same value.
 */
export interface EntryStore {
  /** `buildTags`: tags of the build's copy, by which the cover is judged when nothing is stored for the key. */
  read(id: EntryId, buildTags: readonly string[]): Promise<StoredEntry>
  /**
   * Makes the generation current, all members or none, unless the group already holds a higher stamp, or a newer member
   * (`isNewer`): what is stored is what every edge takes for the newest. A generation of cause `build` replaces nothing that
   * is stored: it may come late, and what a function made is newer. Members equal in status, headers, tags and bytes keep
   * their version; if all are, the current generation is only renewed. Rejects with `RefusedBasis`, in the same transaction,
   * if the database is not that of `basis`, which every edge names; with `UnconfirmedCommit` if it takes too long.
   */
  commit(generation: Generation, basis?: Basis): Promise<CommitResult>
  /** Records a failed regeneration of the group that began at `stamp`: it is not tried again before `retryAtMs`. */
  recordFailure(failure: RegenerationFailure): Promise<void>
  /** Names of the outputs for which the group has an entry. */
  storedOutputs(groupKey: string): Promise<readonly string[]>
  /** How many query variants of this entry's path and output are stored, for the limit on them. */
  countVariants(id: EntryId): Promise<number>
}

/** What came of a commit. */
export type CommitResult = {
  /** `superseded`: somebody stored a higher stamp meanwhile, nothing was written. */
  readonly kind: 'stored' | 'renewed' | 'superseded'
  /** One per member, in their order. */
  readonly members: readonly CommittedMember[]
  /** An operator has pinned a generation of the group: what was committed is kept, but not served. */
  readonly isPinned: boolean
  readonly seq: number
}

/** What came of one member of a commit. */
export type CommittedMember = {
  /** Its cover at the end of the commit, by the tags in the commit. */
  readonly cover: Cover
  /** 8 KB units written for it: 0 when unchanged or superseded. */
  readonly writeUnits: number
  /** The version it has now; `null` when superseded. */
  readonly versionId: string | null
}

/** What the data cache knows of a value, all read in one snapshot. */
export type StoredValue = {
  readonly value: CachedValue | undefined
  /** The purges that cover it, by its tags and those it was read with; meaningless without a value. */
  readonly cover: Cover
  readonly seq: number
}

/** What came of writing a value. */
export type WrittenValue = {
  /** False when a value that began later is stored: nothing was written. */
  readonly isStored: boolean
  readonly writeUnits: number
  /** By the tags of the value written. */
  readonly cover: Cover
  readonly seq: number
}

/** Durable home of what functions store beside pages. Rejects when it cannot answer, which is not the same as absent. */
export interface ValueStore {
  read(id: ValueId, tags: readonly string[]): Promise<StoredValue>
  /**
   * Replaces a value of the same or a lower stamp. One of the same bytes costs no write unit. Rejects with `RefusedBasis` as
   * `EntryStore.commit` does.
   */
  write(value: CachedValue, basis?: Basis): Promise<WrittenValue>
  delete(id: ValueId): Promise<void>
}

/** Content-addressed bytes, by the SHA-256 of their uncompressed form. Rejects on a hash that is not stored. */
export interface BlobStore {
  read(sha256: string): Promise<Uint8Array>
}

/** Hashes and compresses a body once. */
export interface Packer {
  pack(bytes: Uint8Array): Promise<Body>
}

/** How a body is compressed while it streams. */
export type StreamEncoding = 'br' | 'gzip'

/** Compresses bodies while they stream, each chunk whole before the next is taken. */
export interface StreamPacker {
  /** The compressed body, to be read or left as any other; `undefined` when too many are being compressed. */
  pack(body: AsyncIterable<Uint8Array>, encoding: StreamEncoding): AsyncIterable<Uint8Array> | undefined
}

/** The ordered list of what edges must obey. */
export interface Journal {
  /** `heard`: how far announcements were heard; without it, the read only says where each edge stands. */
  readAfter(seq: number, heard?: Heard): Promise<JournalRead>
  /** Resolves once the purge is durable and visible, with its number. */
  append(purge: NewPurge): Promise<number>
  /**
   * Tells the other edges what `edgeId` has stored, once, however often it is called with the same announcement. Rejects with
   * `RefusedAnnouncement` if another try would not help.
   */
  announce(edgeId: string, announcement: Announcement): Promise<void>
}

/** The keys of an announcement cannot be stored, now or later. */
export class RefusedAnnouncement extends Error {
  override readonly name = 'RefusedAnnouncement'
}

/** A purge to append. */
export type NewPurge = {
  readonly mode: PurgeMode
  /** When a deletion takes effect for what has not been regenerated by then; until then it only makes stale. Absent: at once. */
  readonly deleteAtMs?: number | null
  readonly scope: Scope
  readonly selectors: readonly [Selector, ...Selector[]]
  readonly actor: string
  readonly reason: string | null
}

/** One call of a function. */
export type FunctionCall = {
  readonly site: Site
  readonly function: FunctionRef
  readonly method: string
  /** Path and query given to the function. */
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: AsyncIterable<Uint8Array> | null
  /** Unique per top-level request or regeneration; members of one generation share it. */
  readonly invocationId: string
  /** The journal number that the edge had applied when the call began: what it makes counts as no newer. */
  readonly stamp: number
  /** Where the stamp comes from. */
  readonly basis: EdgeBasis
  /** A render is stored and shown to everybody; a live call is one visitor's. */
  readonly purpose: 'render' | 'live'
  /**
   * Names the page that is asked for, among the pages of the bundle: Next lets calls for one page that overlap in a process
   * share a render. Absent where what is asked for is no page that could be stored.
   */
  readonly page?: string
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal
  /** Called when a process was started for the call. */
  readonly started?: () => void
  /** Called once with the cost of the call, when all that it did is over; never for one that reached no process. */
  readonly over?: (cost: CallCost) => void
}

/** What a call took of its machine: its share, if several calls ran in one process at a time. */
export type CallCost = {
  /** Wall time from its beginning to its end. */
  readonly durationMs: number
  readonly cpuUs: number
  /** Megabytes that the process may use, times milliseconds. */
  readonly memoryMbMs: number
}

/**
 * A function's answer. `tags` resolves, once the body has ended, to what the function added by `addCacheTag`.
 * A body that breaks off rejects its iteration.
 */
export type FunctionResponse = {
  readonly kind: 'answered'
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly body: AsyncIterable<Uint8Array>
  readonly tags: Promise<readonly string[]>
  /** What a render made beside its answer, if anything. Resolves and rejects as `tags` does. */
  readonly parts?: Promise<readonly RenderPart[]>
  /** Resolves when `tags` does: the stamp of the call, or a lower one if it was given something older to read. */
  readonly stamp: Promise<number>
}

/**
 * What one render made of a page beside the representation that it answered with: the postponed state, the flight data,
 * and one of its segments, by name. For the other members of the page's group.
 */
export type RenderPart = {
  readonly kind: 'state' | 'rsc' | 'segment'
  readonly name: string
  readonly bytes: Uint8Array
}

/** Why a function gave no answer: expected outcomes, hence values. */
export type FunctionFailure = {
  readonly kind: 'failed'
  readonly reason: 'timeout' | 'crashed' | 'no_response' | 'overloaded' | 'unavailable' | 'cancelled'
  readonly message: string
}

/** Hosts deployed functions. Never rejects for what a function does; its failures are values. */
export interface FunctionRuntime {
  invoke(call: FunctionCall): Promise<FunctionResponse | FunctionFailure>
}

/** One request to another server that the routing table leads to. */
export type OriginCall = {
  readonly site: Site
  /** Absolute, `https:` or `http:`. */
  readonly url: string
  readonly method: string
  readonly headers: readonly HeaderPair[]
  readonly body: AsyncIterable<Uint8Array> | null
  /** How long the server may take to answer, and then for each part; absent leaves that to the adapter. */
  readonly timeoutMs?: number
  /** Aborted when nobody waits for the answer any more: the connection is given up, and a body still read breaks off. */
  readonly signal?: AbortSignal
}

/** Why another server gave no answer: expected outcomes, hence values. */
export type OriginFailure = {
  readonly kind: 'failed'
  readonly reason: 'origin_timeout' | 'origin_unreachable' | 'origin_unknown' | 'origin_private' | 'cancelled'
  readonly message: string
}

/**
 * Other servers. Never follows a redirect, never rejects for what a server does, and connects to no private address
 * unless the project allows that origin by name. A body that breaks off rejects its iteration.
 */
export interface Origins {
  call(call: OriginCall): Promise<FunctionResponse | OriginFailure>
}

/** A file of one of a project's deployments. */
export type FoundAsset = {
  readonly deploymentId: string
  readonly file: FileRef
  readonly contentType: string
  /** Whether it is of the deployment that was named. */
  readonly isNamed: boolean
}

/**
 * Files with a hash in their name, of all deployments that were once in production. If several have the path: the one that is
 * `named` (by its id, or by its build's own name), or else the one promoted last. Cheap for paths that none has, however
 * many are asked for. Rejects when it cannot tell.
 */
export interface EarlierAssets {
  find(projectId: string, path: string, named: string | null): Promise<FoundAsset | undefined>
}

/** Unpredictable identifiers, for invocations. */
export interface IdSource {
  next(): string
}
