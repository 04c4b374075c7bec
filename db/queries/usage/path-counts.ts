import { type SQL, sql } from 'drizzle-orm'
import { type CountWindow, WINDOW_INTERVALS } from '@/db/queries/usage/count-sums'
import { pathPiecesOf, type Window } from '@/db/queries/usage/usage-window'

/**
 * Counts of paths whose hour overlaps the window, the one under way too, to select from: whole days from `path_days`, the hours
 * before these from `path_hours`. A window that begins where hours are gone grows to a whole day. `of` is about their place.
 */
export function pathCountsIn(window: CountWindow, of: SQL): SQL {
  const begin = sql`now() - ${WINDOW_INTERVALS[window]}::interval`
  if (window === '30d')
    return sql`(select * from path_days where ${of} and day >= date_trunc('day', ${begin}, 'UTC')) path_counts`
  const first = sql`date_trunc('hour', ${begin}, 'UTC')`
  const firstDay = sql`(date_trunc('day', ${first} - interval '1 microsecond', 'UTC') + interval '24 hours')`
  return sql`(
    select * from path_hours where ${of} and hour >= ${first} and hour < ${firstDay}
    union all select * from path_days where ${of} and day >= ${firstDay}
  ) path_counts`
}

/** The same between two instants. */
export function pathCountsBetween(window: Window, nowMs: number, of: SQL): SQL {
  const selects = pathPiecesOf(window, nowMs).map(({ unit, fromMs, untilMs }) => {
    const instant = sql.identifier(unit)
    return sql`select * from ${sql.identifier(`path_${unit}s`)}
      where ${of} and ${instant} >= ${at(fromMs)} and ${instant} < ${at(untilMs)}`
  })
  const none = sql`select * from path_days where false`
  return sql`(${sql.join(selects.length === 0 ? [none] : selects, sql` union all `)}) path_counts`
}

function at(ms: number): SQL {
  return sql`to_timestamp(${ms}::float8 / 1000)`
}
