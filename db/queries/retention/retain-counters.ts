import { getTableColumns, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db, Queryable, Tx } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'
import { REQUEST_SUM } from '@/db/queries/usage/count-sums'
import { pathDays } from '@/db/schema/counters'

/** Where the engine counts paths beyond its limit together as well (lib/engine/metering/path-names.ts). */
const FOLDED_PATH = '(other paths)'

export type PathDay = { readonly projectId: string; readonly dayMs: number }

/** Days before an instant of which hours of paths are still there, oldest first. */
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
      where hour < to_timestamp(${beforeMs}::float8 / 1000)
      order by day_ms, project_id limit ${limit}`,
  )
  return rows.map(({ project_id: projectId, day_ms: dayMs }) => ({ projectId, dayMs }))
}

/**
 * Forgets the hours of paths of a day, and makes one row of all paths of that day beyond the most asked for. Of stored
 * paths the day is remembered as read. On one snapshot: what is counted late is folded the next time. Resolves to how many
 * hours went.
 */
export function foldDay(db: Db, { projectId, dayMs }: PathDay, keptPaths: number): Promise<number> {
  const ofDay = (instant: 'hour' | 'day') => {
    const name = sql.identifier(instant)
    return sql`project_id = ${projectId} and ${name} >= to_timestamp(${dayMs}::float8 / 1000)
      and ${name} < to_timestamp(${dayMs}::float8 / 1000) + interval '1 day'`
  }
  return db.transaction(
    async (tx) => {
      await rememberReads(tx, ofDay('hour'), dayMs)
      await fold(tx, { inDay: ofDay('day'), dayMs, keptPaths })
      const [gone] = await selectRows(
        tx,
        z.object({ rows: z.number() }),
        sql`with gone as (delete from path_hours where ${ofDay('hour')} returning 1) select count(*)::int as rows from gone`,
      )
      return gone?.rows ?? 0
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
const NAMES = sql.join(COUNTS, sql`, `)

/** Paths beyond the most asked for are taken out, and put back as one row for each deployment and domain. */
async function fold(
  tx: Tx,
  { inDay, dayMs, keptPaths }: { readonly inDay: InDay; readonly dayMs: number; readonly keptPaths: number },
): Promise<void> {
  await tx.execute(sql`
    with kept as (
      select path from path_days where ${inDay} and path <> ${FOLDED_PATH}
      group by path order by ${REQUEST_SUM} desc, path limit ${keptPaths}
    ),
    folding as (
      delete from path_days where ${inDay} and path not in (select path from kept) returning *
    )
    insert into path_days (day, project_id, deployment_id, domain, path, route, last_status, last_reason, last_at, ${NAMES})
    select
      to_timestamp(${dayMs}::float8 / 1000), project_id, deployment_id, domain, ${FOLDED_PATH}::text, ${FOLDED_PATH}::text,
      (array_agg(last_status order by last_at desc))[1], (array_agg(last_reason order by last_at desc))[1], max(last_at),
      ${SUMS}
    from folding group by project_id, deployment_id, domain`)
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
  const { day, projectId, deploymentId, domain, path, route, lastStatus, lastReason, lastAt, ...counts } =
    getTableColumns(pathDays)
  return Object.fromEntries(Object.values(counts).map((column) => [column.name, column]))
}
