import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable, Tx } from '@/db/client'
import { coversOfFew } from '@/db/queries/paths/entry-covers'
import { selectRows } from '@/db/queries/select-rows'

/** When an entry may go. */
export type ReadRules = {
  /** Nobody asked for it, and nothing made it, since then. */
  readonly unreadSinceMs: number
  /** Deployments of each project that keep all they have: so many of those promoted last, and what domains show. */
  readonly keptDeployments: number
  /** Entries that a purge since then covers stay: undoing it brings them back. */
  readonly undoSinceMs: number
}

/**
 * Looks at the entries of the next groups by id. Resolves to the last group looked at (`null`: there was none) and those of
 * which all that was seen may go; each is looked at again when it goes.
 */
export async function findUnreadGroups(
  db: Queryable,
  args: { readonly afterId: string; readonly rules: ReadRules; readonly limit: number },
): Promise<{ readonly last: string | null; readonly unread: readonly string[] }> {
  const [found] = await selectRows(
    db,
    z.object({ last: z.string().nullable(), unread: z.array(z.string()) }),
    sql`
      with batch as (select * from entries where group_id > ${args.afterId} order by group_id limit ${args.limit}),
      -- Joined sideways, each asked by its index: as conditions they would be answered by reading all counters for each batch.
      looked_at as (
        select
          group_id,
          is_deleted or (is_old and not is_kept and read_hour.is_there is null and read_day.is_there is null) as may_go
        from (
          select entries.*, ${isDeleted} as is_deleted, ${isOld(args.rules)} as is_old, ${isKept(args.rules)} as is_kept
          from batch entries
        ) entries
        left join lateral (
          select true as is_there from path_hours where is_old and ${wasReadInHours(args.rules)} limit 1) read_hour on true
        left join lateral (
          select true as is_there from path_reads where is_old and ${wasReadOnDays(args.rules)} limit 1) read_day on true
      )
      select
        (select max(group_id) from looked_at) as last,
        array(select group_id from looked_at group by group_id having bool_and(may_go) order by group_id) as unread`,
  )
  return found ?? { last: null, unread: [] }
}

/**
 * Forgets locked groups that may still go, in the statement that finds so, with all that was stored of them. Resolves to how
 * many entries went.
 */
export async function deleteUnreadGroups(
  tx: Tx,
  { groupIds, rules }: { readonly groupIds: readonly string[]; readonly rules: ReadRules },
): Promise<number> {
  const asked = sql`${sql.param([...groupIds])}::text[]`
  const undoable = sql`
    select picked.group_id from picked join covers on covers.id = picked.id
    where greatest(tag_invalidated, path_invalidated, tag_deleted, path_deleted) > (
      select coalesce(max(seq), 0) from journal
      where journal.project_id = picked.project_id
        and journal.created_at <= to_timestamp(${rules.undoSinceMs}::float8 / 1000))`
  const [gone] = await selectRows(
    tx,
    z.object({ entries: z.number() }),
    sql`
      with picked as (select * from entries where group_id = any(${asked})),
      ${coversOfFew()},
      doomed as (
        select group_id as id from entries where group_id = any(${asked}) and group_id not in (${undoable})
        group by group_id having bool_and(${mayGo(rules)})
      ),
      gone_entries as (delete from entries using doomed where entries.group_id = doomed.id returning entries.id),
      gone_versions as (delete from versions using gone_entries where versions.entry_id = gone_entries.id),
      gone_generations as (delete from generations using doomed where generations.group_id = doomed.id),
      gone_failures as (delete from regeneration_failures using doomed where regeneration_failures.group_id = doomed.id),
      gone_groups as (delete from entry_groups using doomed where entry_groups.id = doomed.id)
      select count(*)::int as entries from gone_entries`,
  )
  return gone?.entries ?? 0
}

/** Whether a row of `entries` may go: its deployment is deleted, or nobody asked for its path. */
function mayGo(rules: ReadRules): SQL {
  const wasRead = sql`(
    exists (select from path_hours where ${wasReadInHours(rules)})
    or exists (select from path_reads where ${wasReadOnDays(rules)}))`
  return sql`(${isDeleted} or (${isOld(rules)} and not ${isKept(rules)} and not ${wasRead}))`
}

const isDeleted = sql`exists (
  select from deployments where deployments.id = entries.deployment_id and deployments.state = 'deleted')`

function isOld({ unreadSinceMs }: ReadRules): SQL {
  return sql`(entries.generated_at_ms <= ${unreadSinceMs} and entries.created_at <= ${instantOf(unreadSinceMs)})`
}

function isKept({ keptDeployments }: ReadRules): SQL {
  return sql`(entries.deployment_id in (
    select id from (
      select id, row_number() over (partition by project_id order by promoted_at desc) as rank
      from deployments where promoted_at is not null and state = 'ready') promoted
    where rank <= ${keptDeployments}
    union all select deployment_id from domains where deployment_id is not null)
    or exists (
      select from entry_groups
      where entry_groups.id = entries.group_id and entry_groups.pinned_generation_id is not null))`
}

function wasReadInHours({ unreadSinceMs }: ReadRules): SQL {
  return sql`path_hours.project_id = entries.project_id and path_hours.path = entries.path
    and path_hours.domain = entries.domain and path_hours.deployment_id = entries.deployment_id
    and path_hours.hour > ${instantOf(unreadSinceMs)}`
}

function wasReadOnDays({ unreadSinceMs }: ReadRules): SQL {
  return sql`path_reads.deployment_id = entries.deployment_id and path_reads.domain = entries.domain
    and path_reads.path = entries.path and path_reads.day > ${instantOf(unreadSinceMs)}`
}

function instantOf(ms: number): SQL {
  return sql`to_timestamp(${ms}::float8 / 1000)`
}
