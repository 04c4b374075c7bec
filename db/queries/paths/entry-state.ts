import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { NOW_MS } from '@/db/queries/now'

/** What is stored of an entry or a path at this moment, as the engine would judge it. */
export const ENTRY_STATES = ['fresh', 'stale', 'deleted', 'expired', 'failed'] as const

/** Which of the entries of a page comes first: what a visitor sees before what scripts fetch. */
export function variantRank(variant: SQLWrapper): SQL {
  return sql`array_position(array['html', 'data', 'rsc', 'segment', 'image'], ${variant})`
}

/**
 * Common table expressions over one named `picked` that selects columns of `entries`. The last of them, `judged`, has
 * those columns and `state`, `state_reason` and `rank`. The state is never read from a row alone: a purge writes marks
 * and leaves the entries as they are, so it is found here, by the rules of the engine's `judge`. `covers` is one of
 * `coversOfFew` and `coversOfMany`.
 */
export function judged(covers: SQL): SQL {
  return sql`
  ${covers},
  measured as (
    select
      picked.*,
      entry_groups.retry_at_ms is not null as has_failed,
      coalesce(tag_invalidated, 0) as tag_invalidated,
      coalesce(path_invalidated, 0) as path_invalidated,
      coalesce(tag_deleted, 0) as tag_deleted,
      coalesce(path_deleted, 0) as path_deleted,
      greatest(tag_invalidated, path_invalidated, 0) > picked.stamp as is_invalidated,
      pinned.entry_id is not null and greatest(tag_deleted, path_deleted, 0) <= entry_groups.pinned_seq as is_pinned,
      coalesce(stale_at_ms <= ${NOW_MS}, false) as is_overdue
    from picked
    left join covers on covers.id = picked.id
    -- Sideways, each by its key: of very many groups all would be read for some thousands.
    left join lateral (select * from entry_groups where entry_groups.id = picked.group_id offset 0) entry_groups on true
    left join lateral (
      select entry_id from generation_members
      where generation_id = entry_groups.pinned_generation_id and entry_id = picked.id offset 0
    ) pinned on true
  ),
  judged as (
    select
      measured.*,
      case
        when is_pinned then 'fresh'
        when greatest(tag_deleted, path_deleted) > stamp then 'deleted'
        when expires_at_ms <= ${NOW_MS} then 'expired'
        when not is_invalidated and not is_overdue then 'fresh'
        when has_failed then 'failed'
        else 'stale'
      end as state,
      case
        when is_pinned then 'pinned'
        when greatest(tag_deleted, path_deleted) > stamp
          then case when tag_deleted > path_deleted then 'tag_deleted' else 'path_deleted' end
        when expires_at_ms <= ${NOW_MS} then null
        when not is_invalidated and not is_overdue then null
        when has_failed then 'stale_error'
        when not is_invalidated then 'stale_time'
        when tag_invalidated > path_invalidated then 'stale_tag'
        else 'stale_path'
      end as state_reason,
      (${variantRank(sql`variant`)}, length(query), query) as rank
    from measured
  )`
}

/**
 * One value of a path, from the rows of `judged` that are its entries. A path shows the state of its primary entry (the
 * html with the shortest query), and `failed` while the regeneration of any of them fails.
 */
export const PATH_STATE = sql`
  case when bool_or(state = 'failed') then 'failed' else (array_agg(state order by rank))[1] end`
export const PATH_STATE_REASON = sql`
  case when bool_or(state = 'failed') then 'stale_error' else (array_agg(state_reason order by rank))[1] end`
