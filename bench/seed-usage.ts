import type { Sql } from 'postgres'
import type { Place } from './scale-fill.ts'

const YEAR_DAYS = 365
const HOURLY_DAYS = 7
/** As db/queries/usage/usage-window.ts keeps them; of minutes a day is enough for the ends of windows. */
const KEPT = { minute: '1 day', hour: '100 days', day: `${YEAR_DAYS} days` } as const
const DAILY_PATHS = 1_000
const HOURLY_PATHS = 2_000
const CAUSES = `(values ('live', 2), ('time', 5), ('cold', 1)) as causes (cause, share)`

const COLUMNS = `hit, stale, miss, bypass, errors, read_units, write_units, invocations, bytes_in, bytes_out, bytes_to_functions,
  bytes_from_functions, bytes_to_cache, bytes_from_cache, duration_ms, cpu_us, memory_mb_ms`
/** Of so many visits. */
const VALUES = `visits * 90 / 100, visits * 6 / 100, visits * 3 / 100, visits / 100, visits / 500, visits * 4 / 100, visits * 2 / 100,
  visits * 8 / 100, visits * 600, visits * 24000, visits * 60, visits * 1800, visits * 700, visits * 1400, visits * 6,
  visits * 2400, visits * 1500`

/**
 * Usage of these projects for a year, the same at each call: of 1,000 paths of each by the day, of 2,000 by the hour in the last
 * week, and of their routes by day, hour and minute.
 */
export async function seedUsage(sql: Sql, places: readonly Place[], part: Part): Promise<void> {
  await sql`create temporary table seeded (name text, routes int)`
  for (const { name, routes } of places) await sql`insert into seeded values (${name}, ${routes})`
  const months = await sql<Month[]>`
    select month as "from", month + interval '1 month' as until
    from generate_series(
      date_trunc('month', now() - ${`${YEAR_DAYS} days`}::interval, 'UTC'), date_trunc('month', now(), 'UTC'), interval '1 month'
    ) as month order by 1`
  for (const month of months) {
    await part(`Usage of ${month.from.toISOString().slice(0, 7)}`, async () => {
      for (const unit of ['hour', 'day'] as const) await fillPart(sql, `path_${unit}s`, month, pathRows(unit, month))
      for (const unit of ['hour', 'day'] as const) await fillUnit(sql, unit, month)
    })
  }
  const day = { from: new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS) }
  await part('Usage of today', () => fillUnit(sql, 'minute', { ...day, until: new Date(day.from.getTime() + DAY_MS) }))
  await sql`drop table seeded`
}

const DAY_MS = 86_400_000

/** Does a part of the work, and may say so. */
type Part = (title: string, fill: () => Promise<void>) => Promise<void>

type Month = { readonly from: Date; readonly until: Date }

async function fillUnit(sql: Sql, unit: keyof typeof KEPT, range: Month): Promise<void> {
  await fillPart(sql, `${unit}_counts`, range, routeRows(unit, range))
  await fillPart(sql, `${unit}_invocations`, range, causeRows(unit, range))
}

/** A partition gets its indexes when it is attached, full. One that is there already is replaced. */
async function fillPart(sql: Sql, table: string, { from, until }: Month, rows: string): Promise<void> {
  const name = `${table}_${from.toISOString().slice(0, 10).replaceAll('-', '')}`
  const bounds = `from ('${from.toISOString()}') to ('${until.toISOString()}')`
  await sql.unsafe(`drop table if exists ${name}`)
  await sql.unsafe(`create table ${name} (like ${table} including defaults)`)
  await sql.unsafe(`insert into ${name} ${rows}`)
  await sql.unsafe(`alter table ${table} attach partition ${name} for values ${bounds}`)
}

/** Steps of this length within the range and the last so many days, none of them to come. */
function steps(unit: 'minute' | 'hour' | 'day', { from, until }: Month, kept: string): string {
  return `(
    select at, extract(epoch from at)::bigint / 60 as tick
    from generate_series('${from.toISOString()}'::timestamptz, '${until.toISOString()}'::timestamptz - interval '1 ${unit}',
      interval '1 ${unit}') as at
    where at > now() - interval '${kept}' and at <= now()
  ) steps`
}

const LABELS = `'prj_' || name, 'dpl_' || name, name || '.localhost'`
const PAGE = `'/page-' || lpad(n::text, 7, '0')`
const ROUTE = `case when routes = 1 then '/[slug]' else '/section-' || n % routes || '/[slug]' end`

function pathRows(unit: 'hour' | 'day', range: Month): string {
  const kept = unit === 'hour' ? HOURLY_DAYS : YEAR_DAYS
  // Of days whose hours are gone, the paths most asked for.
  const isThere = unit === 'hour' ? 'true' : `n < ${DAILY_PATHS} or at > now() - interval '${HOURLY_DAYS} days'`
  const visits = {
    hour: '100 + 40000 / (n + 1) + (n + tick) % 37',
    day: '2400 + 900000 / (n + 1) + (n + tick) % 911',
  }[unit]
  return `(${unit}, project_id, deployment_id, domain, path, route, ${COLUMNS}, last_status, last_at)
    select at, ${LABELS}, ${PAGE}, ${ROUTE}, ${VALUES}, 'HIT', at from (
      select *, (${visits})::bigint as visits
      from ${steps(unit, range, `${kept} days`)} cross join seeded cross join generate_series(0, ${HOURLY_PATHS - 1}) as n
      where ${isThere}
    ) counted`
}

function routeRows(unit: keyof typeof KEPT, range: Month): string {
  return `(${unit}, project_id, deployment_id, domain, route, region, ${COLUMNS})
    select at, ${LABELS}, ${ROUTE}, 'local', ${VALUES} from (
      select *, (${visitsOf(unit)})::bigint as visits
      from ${steps(unit, range, KEPT[unit])} cross join seeded cross join lateral generate_series(0, routes - 1) as n
    ) counted`
}

function causeRows(unit: keyof typeof KEPT, range: Month): string {
  return `(${unit}, project_id, deployment_id, domain, route, region, cause, invocations, duration_ms, cpu_us, memory_mb_ms)
    select at, ${LABELS}, ${ROUTE}, 'local', cause, visits * share / 100, visits * share, visits * share * 300, visits * share * 190 from (
      select *, (${visitsOf(unit)})::bigint as visits
      from ${steps(unit, range, KEPT[unit])} cross join seeded cross join lateral generate_series(0, routes - 1) as n
        cross join ${CAUSES}
    ) counted`
}

function visitsOf(unit: keyof typeof KEPT): string {
  const each = { minute: 500, hour: 30_000, day: 720_000 }[unit]
  return `${each} / (n + 1) + tick % 37`
}
