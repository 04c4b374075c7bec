import { getTableColumns, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db, Queryable, Tx } from '@/db/client'
import { REQUEST_SUM } from '@/db/queries/count-sums'
import { selectRows } from '@/db/queries/select-rows'
import { pathHours } from '@/db/schema/counters'

/** Where the engine counts paths beyond its limit together as well (lib/engine/path-names.ts). */
const FOLDED_PATH = '(other paths)'

export type PathDay = { readonly projectId: string; readonly dayMs: number }

/** Days before an instant whose hours are still kept apart, oldest first. */
export async function listUnfoldedDays(
  db: Queryable,
  { beforeMs, limit }: { readonly beforeMs: number; readonly limit: number },
): Promise<PathDay[]> {
  const rows = await selectRows(
    db,
    z.object({ project_id: z.string(), day_ms: z.number() }),
    sql`
      select distinct project_id, (extract(epoch from date_trunc('day', hour, 'UTC')) * 1000)::float8 as day_ms
      from path_hours
      where hour < to_timestamp(${beforeMs}::float8 / 1000) and hour <> date_trunc('day', hour, 'UTC')
      order by day_ms, project_id limit ${limit}`,
  )
  return rows.map(({ project_id: projectId, day_ms: dayMs }) => ({ projectId, dayMs }))
}

/**
 * Makes one row per path of the hours of a day, and one row of all paths beyond the most asked for. Of stored
 * paths the day is remembered as read. On one snapshot: what is counted late is folded the next time.
 */
export function foldDay(db: Db, { projectId, dayMs }: PathDay, keptPaths: number): Promise<number> {
  return db.transaction(
    async (tx) => {
      const inDay = sql`project_id = ${projectId} and hour >= to_timestamp(${dayMs}::float8 / 1000)
        and hour < to_timestamp(${dayMs}::float8 / 1000) + interval '1 day'`
      await rememberReads(tx, inDay, dayMs)
      return fold(tx, { inDay, dayMs, keptPaths })
    },
    { isolationLevel: 'repeatable read' },
  )
}

type InDay = ReturnType<typeof sql>

async function rememberReads(tx: Tx, inDay: InDay, dayMs: number): Promise<void> {
  await tx.execute(sql`
    insert into path_reads (deployment_id, domain, path, day)
    select distinct deployment_id, domain, path, to_timestamp(${dayMs}::float8 / 1000) from path_hours
    where ${inDay} and exists (
      select from entries where entries.project_id = path_hours.project_id and entries.domain = path_hours.domain
        and entries.deployment_id = path_hours.deployment_id and entries.path = path_hours.path)
    on conflict (deployment_id, domain, path) do update set day = excluded.day where path_reads.day < excluded.day`)
}

const COUNTS = Object.keys(countColumns()).map((name) => sql.identifier(name))
const SUMS = sql.join(
  COUNTS.map((name) => sql`sum(folding.${name})`),
  sql`, `,
)
const ADDED = sql.join(
  COUNTS.map((name) => sql`${name} = path_hours.${name} + excluded.${name}`),
  sql`, `,
)
const NAMES = sql.join(COUNTS, sql`, `)

/** Rows of the day's first hour take up the others, which go. */
async function fold(
  tx: Tx,
  { inDay, dayMs, keptPaths }: { readonly inDay: InDay; readonly dayMs: number; readonly keptPaths: number },
): Promise<number> {
  const day = sql`to_timestamp(${dayMs}::float8 / 1000)`
  await tx.execute(sql`
    create temporary table folding on commit drop as
    with ranked as (
      select path, row_number() over (order by ${REQUEST_SUM} desc, path) as rank
      from path_hours where ${inDay} and path <> ${FOLDED_PATH} group by path
    )
    select path_hours.*, coalesce(ranked.rank <= ${keptPaths}, false) as is_kept
    from path_hours left join ranked using (path) where ${inDay}`)
  await tx.execute(sql`delete from path_hours where ${inDay}`)
  await tx.execute(sql`
    insert into path_hours (hour, project_id, deployment_id, domain, path, route, last_status, last_reason, last_at, ${NAMES})
    select
      ${day}, project_id, deployment_id, domain, case when is_kept then path else ${FOLDED_PATH}::text end,
      (array_agg(case when is_kept then route else ${FOLDED_PATH} end order by last_at desc))[1],
      (array_agg(last_status order by last_at desc))[1], (array_agg(last_reason order by last_at desc))[1], max(last_at),
      ${SUMS}
    from folding group by project_id, deployment_id, domain, 5
    on conflict (project_id, hour, domain, deployment_id, path) do update set ${ADDED}`)
  const [folded] = await selectRows(tx, z.object({ rows: z.number() }), sql`select count(*)::int as rows from folding`)
  await tx.execute(sql`drop table folding`)
  return folded?.rows ?? 0
}

/** Forgets what goes with counters, from before an instant, in batches; resolves to how many rows went. */
export async function deleteOldCounts(
  db: Queryable,
  { beforeMs, limit }: { readonly beforeMs: number; readonly limit: number },
): Promise<number> {
  const before = sql`to_timestamp(${beforeMs}::float8 / 1000)`
  let gone = 0
  for (const [table, instant] of [
    ['path_reads', 'day'],
    ['meter_batches', 'created_at'],
    ['meter_losses', 'until_at'],
  ] as const) {
    const name = sql.identifier(table)
    const rows = await selectRows(
      db,
      z.object({ n: z.number() }),
      sql`with gone as (
        delete from ${name} where ctid in (select ctid from ${name} where ${sql.identifier(instant)} < ${before} limit ${limit})
        returning 1)
      select count(*)::int as n from gone`,
    )
    gone += rows[0]?.n ?? 0
  }
  return gone
}

function countColumns(): Record<string, unknown> {
  const { hour, projectId, deploymentId, domain, path, route, lastStatus, lastReason, lastAt, ...counts } =
    getTableColumns(pathHours)
  return Object.fromEntries(Object.values(counts).map((column) => [column.name, column]))
}
