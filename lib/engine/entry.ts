import type { Environment, HeaderPair, Variant } from '@/lib/engine/deployment'
import { type Deadline, NO_DEADLINES } from '@/lib/engine/purges/mark'

/** Where an entry lives, as far as purges are concerned. */
export type EntryPlace = {
  readonly projectId: string
  readonly deploymentId: string
  readonly domain: string
  /** Of the domain. */
  readonly environment: Environment
  /** Path as a visitor writes it; html, data and segments of one page share it. */
  readonly path: string
}

/** Longest path that is stored, or counted by itself, in UTF-8: an index of the database holds no more. */
export const MAX_PATH_BYTES = 2_048

/** Names one stored response. Distinct inputs give distinct `key`s: fields are length-prefixed, never joined. */
export type EntryId = EntryPlace & {
  readonly key: string
  /** Names the group: the entries that one regeneration refreshes together. */
  readonly groupKey: string
  /** The route it belongs to, for people and counters: a pattern such as `/posts/[id]`. */
  readonly route: string
  readonly output: string
  readonly variant: Variant | 'image'
  /** The allowed query as it stands in the key, sorted. */
  readonly query: string
}

/** Bytes of a response, compressed once when they are stored. */
export type Body = {
  readonly sha256: string
  readonly identity: Uint8Array
  /** Brotli (RFC 7932); `null` when compression gains nothing. */
  readonly brotli: Uint8Array | null
}

/** One immutable response. */
export type Version = {
  /** `null` until it is in the ISR cache. */
  readonly id: string | null
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly tags: readonly string[]
  readonly body: Body
  /**
   * Postponed state of a partial prerender: what the function completes the body with, for each visitor again. It and
   * the body came from one render, and one is of no use without the other; `null` where the body is the whole page.
   */
  readonly state: Body | null
}

/** One stored response for one key, with what decides whether it may be served. Instants are of the database's clock. */
export type Entry = {
  readonly id: EntryId
  readonly version: Version
  /** Journal number the edge had applied when the render *began*: a purge during the render must still win. */
  readonly stamp: number
  readonly generatedAtMs: number
  /** Names the regeneration that made it: its members share it. Empty where no regeneration did. */
  readonly invocationId: string
  /** `null`: fresh until it is purged. */
  readonly staleAtMs: number | null
  /** From here on not even served stale; `null` is without limit. */
  readonly expiresAtMs: number | null
  /** Set while the last regeneration is a failed one: no further try before this instant. */
  readonly retryAtMs: number | null
  readonly isFromBuild: boolean
  /** Of an entry that an operator pinned: the journal number of that. `null` is the one that regenerations made. */
  readonly pinnedSeq: number | null
}

/**
 * Whether one entry of a group counts rather than the other. The stamp decides. If no purge lies between two renders their stamps
 * are equal, and the later one counts. Between two that ended in the same millisecond, every edge chooses the same one.
 */
export function isNewer(one: MadeAt, other: MadeAt): boolean {
  if (one.stamp !== other.stamp) return one.stamp > other.stamp
  if (one.generatedAtMs !== other.generatedAtMs) return one.generatedAtMs > other.generatedAtMs
  return one.invocationId > other.invocationId
}

type MadeAt = Pick<Entry, 'stamp' | 'generatedAtMs' | 'invocationId'>

/** The newest purges that cover an entry, as journal numbers; 0 is none. */
export type Cover = {
  readonly invalidatedSeq: number
  readonly deletedSeq: number
  /** What the newest invalidation, and the newest deletion, went by. */
  readonly invalidatedBy: 'tag' | 'path'
  readonly deletedBy: 'tag' | 'path'
  /** Deletions to come, as a mark keeps them; each of them is counted by `invalidatedSeq` already. */
  readonly deadlines: readonly (Deadline & { readonly by: 'tag' | 'path' })[]
}

/** No purge covers the entry. */
export const NO_COVER: Cover = {
  invalidatedSeq: 0,
  deletedSeq: 0,
  invalidatedBy: 'path',
  deletedBy: 'path',
  deadlines: NO_DEADLINES,
}

/** Why a regeneration ran; counted and kept with it. */
export type RegenerationCause =
  | 'build'
  | 'cold'
  | 'time'
  | 'tag'
  | 'path'
  | 'on_demand'
  | 'forced'
  | 'crawler'
  | 'warm_up'

/** One regeneration of a group that succeeded: what each member got. */
export type Generation = {
  readonly groupKey: string
  readonly stamp: number
  readonly begunAtMs: number
  readonly endedAtMs: number
  readonly cause: RegenerationCause
  readonly invocationId: string
  readonly members: readonly Entry[]
}

/** A regeneration that failed. */
export type RegenerationFailure = {
  readonly id: EntryId
  readonly stamp: number
  readonly begunAtMs: number
  readonly failedAtMs: number
  readonly retryAtMs: number
  readonly cause: RegenerationCause
  /** What the function answered; `null` where it answered nothing that could be read. */
  readonly status: number | null
  readonly message: string
  readonly invocationId: string
}
