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
 * Which deployment a host shows. Answers at once for a host it knows; a promise is a look at the database, and
 * `undefined` means that no such host exists. Rejects when it cannot tell.
 */
export interface Sites {
  find(host: string): Site | undefined | Promise<Site | undefined>
}

/** What the ISR cache knows of a key, all read in one snapshot. */
export type StoredEntry = {
  readonly entry: Entry | undefined
  /** What the generation that an operator pinned has for the key; it may be hidden by a deletion that came later. */
  readonly pinned: Entry | undefined
  /** While the group's last regeneration is a failed one: no further try before this instant, entry or none. */
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
   * (`isNewer`): what is stored is what any edge would take for the newest. One of cause `build`
   * replaces nothing that is stored: it may be late, and what a function made is newer. Members equal in status, headers,
   * tags and bytes keep their version; when all are, the current generation is only renewed. Rejects with `RefusedBasis`,
   * in the same transaction, where the database is not that of `basis`, which every edge names; with `UnconfirmedCommit`
   * where it takes too long.
   */
  commit(generation: Generation, basis?: Basis): Promise<CommitResult>
  /** Remembers a failed regeneration of the group that began at `stamp`: its entries are not tried before `retryAtMs`. */
  recordFailure(failure: RegenerationFailure): Promise<void>
  /** Names of the outputs of which the group has an entry. */
  storedOutputs(groupKey: string): Promise<readonly string[]>
  /** Stored query variants of this entry's path and output, for the limit on them. */
  countVariants(id: EntryId): Promise<number>
}

export type CommitResult = {
  /** `superseded`: somebody stored a higher stamp meanwhile, nothing was written. */
  readonly kind: 'stored' | 'renewed' | 'superseded'
  /** Per member in order. */
  readonly members: readonly CommittedMember[]
  /** An operator pinned a generation of the group: what was committed is kept, and not what is served. */
  readonly isPinned: boolean
  readonly seq: number
}

export type CommittedMember = {
  /** Its cover at the end of the commit, by the tags that were to be stored. */
  readonly cover: Cover
  /** 8 KB units written for it: 0 when unchanged or superseded. */
  readonly writeUnits: number
  /** The version it has now; `null` when superseded. */
  readonly versionId: string | null
}

/** What the data cache knows of a value, all read in one snapshot. */
export type StoredValue = {
  readonly value: CachedValue | undefined
  /** The purges that cover it, by its tags and those it was asked with; of no meaning where there is none. */
  readonly cover: Cover
  readonly seq: number
}

export type WrittenValue = {
  /** False when a value that began later is stored: nothing was written. */
  readonly isStored: boolean
  readonly writeUnits: number
  /** By the tags of the value written. */
  readonly cover: Cover
  readonly seq: number
}

/** Durable home of what functions keep beside pages. Rejects when it cannot answer, which is not the same as absent. */
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
  /** A body that must be read or left, as any other; `undefined` when too many are being compressed. */
  pack(body: AsyncIterable<Uint8Array>, encoding: StreamEncoding): AsyncIterable<Uint8Array> | undefined
}

/** The ordered list of what edges must obey. */
export interface Journal {
  /** `heard`: how far announcements were heard; without it the read tells merely where each edge stands. */
  readAfter(seq: number, heard?: Heard): Promise<JournalRead>
  /** Resolves once the purge is durable and visible, with its number. */
  append(purge: NewPurge): Promise<number>
  /**
   * Tells the other edges what `edgeId` stored, once, however often it is called with one announcement. Rejects with
   * `RefusedAnnouncement` where another try would not help.
   */
  announce(edgeId: string, announcement: Announcement): Promise<void>
}

/** The keys of an announcement are not to be stored, now or later. */
export class RefusedAnnouncement extends Error {
  override readonly name = 'RefusedAnnouncement'
}

export type NewPurge = {
  readonly mode: PurgeMode
  /** Makes a deletion of a mere invalidation at this instant, for what was not made anew since; absent is at once. */
  readonly deleteAtMs?: number | null
  readonly scope: Scope
  readonly selectors: readonly [Selector, ...Selector[]]
  readonly actor: string
  readonly reason: string | null
}

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
  /** Whose numbers they are. */
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
  /** Hears that a process was started for the call. */
  readonly started?: () => void
  /** Hears once what the call took, when all that it did is over; never of one that reached no process. */
  readonly over?: (cost: CallCost) => void
}

/** What a call took of its machine: shares, where several calls ran in one process at a time. */
export type CallCost = {
  /** From its beginning to its end, in wall time. */
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
  /** What a render made beside its answer; absent and empty mean nothing. Resolves and rejects as `tags` does. */
  readonly parts?: Promise<readonly RenderPart[]>
  /** Resolves with `tags`: the stamp of the call, or a lower one when it was given something older to read. */
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
  /** How long the server may keep its answer, and then each part of it; absent leaves that to the adapter. */
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
  /** It is of the deployment that was named. */
  readonly isNamed: boolean
}

/**
 * Files with a hash in their name, of all deployments that were production once. Of several that have the path the one
 * `named` (by its id, or as its build calls itself), else the one promoted last. Cheap for paths that nobody has,
 * however many are asked for. Rejects when it cannot tell.
 */
export interface EarlierAssets {
  find(projectId: string, path: string, named: string | null): Promise<FoundAsset | undefined>
}

/** Unpredictable identifiers, for invocations. */
export interface IdSource {
  next(): string
}
