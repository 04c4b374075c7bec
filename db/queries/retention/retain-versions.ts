import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable, Tx } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How much of the history of a page is kept, beside what is served. */
export type HistoryRules = {
  /** The newest so many regenerations of a group. */
  readonly newest: number
  /** The last regeneration of each hour for so long. */
  readonly hourlyForMs: number
  /** The last regeneration of each day for so long. */
  readonly dailyForMs: number
}

const idRow = z.object({ id: z.string() })

/** When a generation was last found to be what the site says. */
const LAST_MADE = sql`greatest(generations.ended_at_ms, generations.renewed_at_ms)`

/** A generation that is served, or that an operator chose to be: it stays whatever its age. */
const IS_SERVED = sql`exists (
  select from entry_groups where entry_groups.id = generations.group_id
    and generations.id in (entry_groups.current_generation_id, entry_groups.pinned_generation_id))`

/** Groups with more regenerations than are kept anyway, by id. */
export async function listCrowdedGroups(
  db: Queryable,
  { afterId, newest, limit }: { readonly afterId: string; readonly newest: number; readonly limit: number },
): Promise<string[]> {
  const rows = await selectRows(
    db,
    idRow,
    sql`select group_id as id from generations where group_id > ${afterId}
      group by group_id having count(*) > ${newest} order by group_id limit ${limit}`,
  )
  return rows.map(({ id }) => id)
}

/** Locks those of the groups that nobody works on. Whoever regenerates, pins or unpins one waits for this transaction. */
export async function lockIdleGroups(tx: Tx, groupIds: readonly string[]): Promise<string[]> {
  const rows = await selectRows(
    tx,
    idRow,
    sql`select id from entry_groups where id = any(${textArray(groupIds)}) order by id for update skip locked`,
  )
  return rows.map(({ id }) => id)
}

/** Forgets regenerations of locked groups that the rules do not keep. Resolves to how many. */
export async function deleteOldGenerations(
  tx: Tx,
  args: { readonly groupIds: readonly string[]; readonly nowMs: number; readonly rules: HistoryRules },
): Promise<number> {
  const { groupIds, nowMs, rules } = args
  const newestFirst = sql`order by made_at_ms desc, id desc`
  const rows = await selectRows(
    tx,
    idRow,
    sql`
      with made as (
        select id, group_id, ${LAST_MADE} as made_at_ms from generations where group_id = any(${textArray(groupIds)})
      ),
      ranked as (
        select
          id, made_at_ms,
          row_number() over (partition by group_id ${newestFirst}) as rank,
          row_number() over (partition by group_id, made_at_ms / ${HOUR_MS} ${newestFirst}) as rank_in_hour,
          row_number() over (partition by group_id, made_at_ms / ${DAY_MS} ${newestFirst}) as rank_in_day
        from made
      )
      delete from generations using ranked
      where generations.id = ranked.id and ranked.rank > ${rules.newest}
        and not (rank_in_hour = 1 and made_at_ms > ${nowMs - rules.hourlyForMs})
        and not (rank_in_day = 1 and made_at_ms > ${nowMs - rules.dailyForMs})
        and not ${IS_SERVED}
      returning generations.id`,
  )
  return rows.length
}

/** Forgets these regenerations of locked groups, but for what is served. Resolves to how many. */
export async function deleteGenerations(tx: Tx, ids: readonly string[]): Promise<number> {
  const rows = await selectRows(
    tx,
    idRow,
    sql`delete from generations where id = any(${textArray(ids)}) and not ${IS_SERVED} returning id`,
  )
  return rows.length
}

/** Forgets versions of locked groups that no regeneration and no entry shows. Resolves to the stored bytes of each. */
export async function deleteUnshownVersions(tx: Tx, groupIds: readonly string[]): Promise<number[]> {
  const rows = await selectRows(
    tx,
    z.object({ stored_bytes: z.number() }),
    sql`
      delete from versions using entries
      where entries.group_id = any(${textArray(groupIds)}) and versions.entry_id = entries.id
        and versions.id <> entries.version_id
        and not exists (select from generation_members where generation_members.version_id = versions.id)
      returning versions.stored_bytes`,
  )
  return rows.map(({ stored_bytes }) => stored_bytes)
}

/** What versions of each project hold, as if none shared its bytes with another, and how much they may. */
export function readVersionBytes(db: Queryable) {
  return selectRows(
    db,
    z.object({ project_id: z.string(), bytes: z.number(), budget: z.number() }),
    sql`
      select projects.id as project_id, held.bytes, projects.version_budget_bytes::float8 as budget
      from projects join (
        select entries.project_id, sum(versions.stored_bytes)::float8 as bytes
        from versions join entries on entries.id = versions.entry_id
        group by entries.project_id
      ) held on held.project_id = projects.id`,
  )
}

/**
 * The regenerations of a project that were superseded first, with their groups, and what each alone keeps: bytes of versions
 * that no other one shows.
 */
export function listOldestGenerations(
  db: Queryable,
  { projectId, limit }: { readonly projectId: string; readonly limit: number },
) {
  return selectRows(
    db,
    z.object({ id: z.string(), group_id: z.string(), bytes: z.number() }),
    sql`
      select generations.id, generations.group_id, (
        select coalesce(sum(versions.stored_bytes), 0)::float8
        from generation_members as member
        join versions on versions.id = member.version_id
        join entries on entries.id = versions.entry_id and entries.version_id <> versions.id
        where member.generation_id = generations.id and not exists (
          select from generation_members as other
          where other.version_id = member.version_id and other.generation_id <> generations.id)
      ) as bytes
      from generations
      where not ${IS_SERVED} and exists (
        select from entries where entries.group_id = generations.group_id and entries.project_id = ${projectId})
      order by ${LAST_MADE}, generations.id limit ${limit}`,
  )
}

/** The first of them that together free so many bytes. */
export function oldestFreeing<Row extends { readonly bytes: number }>(
  rows: readonly Row[],
  excessBytes: number,
): readonly Row[] {
  let freed = 0
  const end = rows.findIndex(({ bytes }) => {
    freed += bytes
    return freed >= excessBytes
  })
  return end === -1 ? rows : rows.slice(0, end + 1)
}

/** drizzle spreads an array into a list of parameters; one parameter holds any number of them. */
function textArray(values: readonly string[]): SQL {
  return sql`${sql.param([...values])}::text[]`
}
