/** What the cache did for one request, in the reference's vocabulary (docs/failure-modes.md explains each). */
export const STATUSES = ['HIT', 'PRERENDER', 'STALE', 'REVALIDATED', 'MISS', 'BYPASS'] as const
/** One of `STATUSES`. */
export type Status = (typeof STATUSES)[number]
/** Those, and that of answers in which the cache has no part. */
export const OUTCOME_STATUSES = [...STATUSES, 'NONE'] as const

/** Why an entry counted as stale; `control_lost`: the edge could not read the journal. */
export type StaleReason = 'stale_time' | 'stale_tag' | 'stale_path' | 'stale_error' | 'control_lost'
/** Why a hit is not a plain one. */
export type HitReason = 'pinned'
/** Why nothing stored was shown. */
export type MissReason = 'cold' | 'collapsed' | 'error' | 'key_limit'
/** What kept the cache from answering. */
export type BypassReason = 'draft_mode' | 'prerender_bypass' | 'crawler' | 'method'
/** Why the visitor waited for a new page although one was stored. */
export type RevalidatedReason = 'tag_deleted' | 'path_deleted' | 'on_demand' | 'forced'
/** Any of these reasons. */
export type Reason = HitReason | StaleReason | MissReason | BypassReason | RevalidatedReason

/**
 * Status and reason of one request: made once, and the only source of the response header, the log line, the counter
 * and the test. `NONE` is for answers in which the cache has no part (an unknown host, a redirect of the routing
 * table): no cache header is sent and no ratio counts them. `MISS` without a reason is an uncached function.
 */
export type Outcome =
  | { readonly status: 'HIT'; readonly reason: HitReason | null }
  | { readonly status: 'PRERENDER' | 'NONE'; readonly reason: null }
  | { readonly status: 'STALE'; readonly reason: StaleReason }
  | { readonly status: 'MISS'; readonly reason: MissReason | null }
  | { readonly status: 'BYPASS'; readonly reason: BypassReason }
  | { readonly status: 'REVALIDATED'; readonly reason: RevalidatedReason }
