import type { Environment } from '@/lib/engine/deployment'

/** Whether a purge makes stale, or not servable. */
export type PurgeMode = 'invalidate' | 'delete'

/** What a purge selects within its scope. */
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
   * The purge `undoneSeq` no longer counts: what it covered is judged as if it had not been made. Repeats scope and selectors of
   * that purge, so that an edge that no longer holds it knows what to look up again.
   */
  | {
      readonly seq: number
      readonly kind: 'undo'
      readonly undoneSeq: number
      readonly scope: Scope
      readonly selectors: readonly Selector[]
    }
  /** A host now points elsewhere, is new, or is gone: what is remembered of it has to be read again. */
  | { readonly seq: number; readonly kind: 'domain'; readonly domain: string }
  /** The variables of a project changed, in one environment or (`null`) in both: its functions have to be restarted. */
  | {
      readonly seq: number
      readonly kind: 'environment'
      readonly projectId: string
      readonly environment: Environment | null
    }
  /** Who may see which hosts of a project changed: what is remembered of hosts and passes has to be read again. */
  | { readonly seq: number; readonly kind: 'protection'; readonly projectId: string }
  | { readonly seq: number; readonly kind: 'deployment_deleted'; readonly deploymentId: string }
  /** Bypass tokens of a project were made, changed or revoked: what is remembered of them has to be read again. */
  | { readonly seq: number; readonly kind: 'bypass_tokens'; readonly projectId: string }
  /** These paths were pinned, or are no longer: what is served there has to be read again. */
  | {
      readonly seq: number
      readonly kind: 'pin' | 'unpin'
      readonly scope: Scope
      readonly selectors: readonly Selector[]
    }

/**
 * The history that a number belongs to, and how far it had been read. A store refuses what was made in another history, or by
 * numbers that it has not given yet.
 */
export type Basis = { readonly epoch: string; readonly seq: number }

/** What was to be stored was made by the numbers of another database, or of a former state of this one. Nothing was written. */
export class RefusedBasis extends Error {
  override readonly name = 'RefusedBasis'
}

/** The result of one read of the journal. `rows` are those after the number asked for, ascending, without gaps. */
export type JournalRead = {
  /** Changes when the database was restored or replaced: nothing remembered from before holds. */
  readonly epoch: string
  readonly seq: number
  readonly rows: readonly JournalRow[]
  /** The database's own time at this read, in milliseconds since 1970. */
  readonly nowMs: number
  /** Of each edge that has announced something since it was last heard; of every edge when none was heard yet. */
  readonly news: readonly EdgeNews[]
}

/** What one edge has stored since its previous announcement. `n` counts announcements from 1, without gaps. */
export type Announcement = { readonly n: number; readonly keys: readonly string[] }

/** The announcements of one edge that are new to the reader. */
export type EdgeNews = {
  readonly edgeId: string
  /** Number of its newest announcement; 0 when it has made none. */
  readonly n: number
  /** Those after the last one that was heard, ascending, as far as they are still kept. */
  readonly announcements: readonly Announcement[]
}

/** Number of the newest announcement heard, by edge. */
export type Heard = ReadonlyMap<string, number>
