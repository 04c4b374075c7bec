import type { Environment } from '@/lib/engine/deployment'

/** What an operator, a function or a token asked to purge. */
export type PurgeMode = 'invalidate' | 'delete'

export type Selector =
  | { readonly kind: 'path'; readonly path: string }
  /** A path and all below it, by whole segments: `/blog` covers `/blog/a` and not `/blogs`. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'all' }

/**
 * How far a purge reaches. Environment, domain and deployment narrow it; all `null` is the whole project. A domain is of one
 * environment, so naming both says no more than the domain does.
 */
export type Scope = {
  readonly projectId: string
  readonly environment: Environment | null
  readonly domain: string | null
  readonly deploymentId: string | null
}

/** One row of the journal: everything an edge must obey, in the order of its numbers. */
export type JournalRow =
  | {
      readonly seq: number
      readonly kind: 'purge'
      readonly mode: PurgeMode
      /** Of a deletion with a deadline: until this instant it only makes stale. Of the database's clock. */
      readonly deleteAtMs: number | null
      readonly scope: Scope
      readonly selectors: readonly Selector[]
    }
  /**
   * The purge `undoneSeq` no longer counts: what it covered is judged as if it had not been made. Names what that purge
   * named, so that an edge which holds it no more knows what to look up again.
   */
  | {
      readonly seq: number
      readonly kind: 'undo'
      readonly undoneSeq: number
      readonly scope: Scope
      readonly selectors: readonly Selector[]
    }
  /** A host now points elsewhere, appeared or went: whatever is remembered of it is to be read again. */
  | { readonly seq: number; readonly kind: 'domain'; readonly domain: string }
  /** The variables of a project changed, of one environment or (`null`) of both: its functions are to be started anew. */
  | {
      readonly seq: number
      readonly kind: 'environment'
      readonly projectId: string
      readonly environment: Environment | null
    }
  /** Who may see which hosts of a project changed: what is remembered of them, and of who was let in, is to be read again. */
  | { readonly seq: number; readonly kind: 'protection'; readonly projectId: string }
  | { readonly seq: number; readonly kind: 'deployment_deleted'; readonly deploymentId: string }
  /** Bypass tokens of a project were made, changed or revoked: what is remembered of them is to be read again. */
  | { readonly seq: number; readonly kind: 'bypass_tokens'; readonly projectId: string }
  /** What is served of these paths was chosen, or is no longer: it is to be read anew. */
  | {
      readonly seq: number
      readonly kind: 'pin' | 'unpin'
      readonly scope: Scope
      readonly selectors: readonly Selector[]
    }

/**
 * The state of the database that numbers are of: how far an edge had read of it. A store refuses what was made by another one,
 * or by numbers that it has not given yet.
 */
export type Basis = { readonly epoch: string; readonly seq: number }

/** What was to be stored was made by the numbers of another database, or of another state of this one. Nothing was written. */
export class RefusedBasis extends Error {
  override readonly name = 'RefusedBasis'
}

/** What one look at the journal gives. `rows` are those after the number asked for, ascending, without gaps. */
export type JournalRead = {
  /** Changes when the database was restored or replaced: nothing remembered from before holds. */
  readonly epoch: string
  readonly seq: number
  readonly rows: readonly JournalRow[]
  /** The database's own time at this read, in milliseconds since 1970. */
  readonly nowMs: number
  /** Of each edge that announced something since it was heard; of every edge when nobody was heard yet. */
  readonly news: readonly EdgeNews[]
}

/** What one edge stored since its announcement before. `n` counts them from 1, without gaps. */
export type Announcement = { readonly n: number; readonly keys: readonly string[] }

export type EdgeNews = {
  readonly edgeId: string
  /** Of its newest announcement; 0 when it has made none. */
  readonly n: number
  /** Those after the one that was heard, ascending, as far as they are still kept. */
  readonly announcements: readonly Announcement[]
}

/** The newest announcement that was heard of each edge. */
export type Heard = ReadonlyMap<string, number>
