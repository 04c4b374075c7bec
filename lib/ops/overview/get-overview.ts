import { readEdges } from '@/db/queries/edges'
import { readEvents, readFailedPaths, readPathTroubles, readTimeSeries } from '@/db/queries/overview'
import { inSnapshot } from '@/db/queries/select-rows'
import { type CallRow, readCalls } from '@/db/queries/usage/usage'
import { readNowMs } from '@/db/queries/usage/usage-facts'
import type { TimeWindow } from '@/lib/contract/paths'
import type { Overview, OverviewInput } from '@/lib/contract/projects'
import type { OpsContext } from '@/lib/ops/context'
import { toEdge } from '@/lib/ops/edges/to-edge'
import { usualDurations } from '@/lib/ops/functions/function-rows'
import {
  MANY_VARIANTS,
  MIN_ERROR_SHARE,
  MIN_WRITE_UNITS,
  needsALook,
  TROUBLES_OF_A_KIND,
} from '@/lib/ops/overview/needs-a-look'
import { toTimelineEvent } from '@/lib/ops/overview/timeline-event'
import { hitRatio, NO_REQUESTS, requestCount, statusMixOf, sumOfMixes } from '@/lib/ops/paths/status-mix'
import { requireProject } from '@/lib/ops/require-project'

/** Round steps, so that a chart's ticks fall on whole minutes, quarters of an hour, hours and days (UTC). */
const STEPS: Readonly<Record<TimeWindow, { readonly seconds: number; readonly count: number }>> = {
  '1h': { seconds: 60, count: 60 },
  '24h': { seconds: 15 * 60, count: 96 },
  '7d': { seconds: 2 * 3600, count: 84 },
  '30d': { seconds: 24 * 3600, count: 30 },
}

/** An edge that is gone for good is of no interest here. */
const HEARD_WITHIN_MS = 600_000

type SeriesRow = Awaited<ReturnType<typeof readTimeSeries>>[number]

/**
 * What happens in a project, all of one snapshot. Totals are the sums of the series; `previous` is as much time right
 * before it.
 */
export async function getOverview(ctx: OpsContext, input: OverviewInput): Promise<Overview> {
  const { id: projectId, name: project } = await requireProject(ctx, 'read', input.project)
  const { window } = input
  const place = { projectId, domain: input.domain, deploymentId: input.deployment }
  const limit = TROUBLES_OF_A_KIND

  return inSnapshot(ctx.db, async (tx) => {
    const rows = await readTimeSeries(tx, place, STEPS[window])
    const series = rows.flatMap((row) => (row.at_ms === null ? [] : [toPoint(row, row.at_ms)]))
    const sinceMs = Date.parse(series[0]?.at ?? '')
    const nowMs = await readNowMs(tx)
    const calls = await readCalls(tx, {
      nowMs,
      fromMs: sinceMs,
      untilMs: nowMs - (nowMs % 60_000) + 60_000,
      projectIds: [projectId],
      by: [],
      stepMs: null,
      where: { domain: input.domain, deployment: input.deployment },
    })
    const events = await readEvents(tx, place, sinceMs)
    const least = { manyVariants: MANY_VARIANTS, minShare: MIN_ERROR_SHARE, minWriteUnits: MIN_WRITE_UNITS }
    const paths = await readPathTroubles(tx, place, { window, limit, ...least })
    const failed = await readFailedPaths(tx, place, limit)
    const { bytesOut: _bytesOut, ...previous } = totalsOf(rows.filter((row) => row.at_ms === null))
    return {
      project,
      window,
      stepSeconds: STEPS[window].seconds,
      series,
      totals: totalsOf(rows.filter((row) => row.at_ms !== null)),
      previous,
      invocationsByCause: invocationsByCause(calls),
      callDurations: usualDurations(calls),
      servedAge: servedAgeOf(paths.served_age),
      events: events.map(toTimelineEvent),
      needsALook: needsALook({ ...paths, failed, writeHeavy: paths.write_heavy }),
      edges: (await readEdges(tx, { heardWithinMs: HEARD_WITHIN_MS, withStopped: false })).map(toEdge),
      pathCount: paths.path_count,
      isPathCountLeast: paths.is_least,
    }
  })
}

/** Most first. */
function invocationsByCause(calls: readonly CallRow[]): Overview['invocationsByCause'] {
  return calls
    .map((row) => ({
      cause: row.cause,
      invocations: row.invocations,
      failures: row.failures,
      averageMs: row.invocations === 0 ? 0 : row.duration_ms / row.invocations,
      ...usualDurations([row]),
    }))
    .toSorted((one, other) => other.invocations - one.invocations || (one.cause < other.cause ? -1 : 1))
}

type PathTroubles = Awaited<ReturnType<typeof readPathTroubles>>

function servedAgeOf(age: PathTroubles['served_age']): Overview['servedAge'] {
  return age === null ? null : { medianSeconds: age.median_ms / 1_000, pathCount: age.path_count }
}

function toPoint(row: SeriesRow, atMs: number): Overview['series'][number] {
  return {
    at: new Date(atMs).toISOString(),
    ...statusMixOf(row),
    errors: row.errors,
    readUnits: row.read_units,
    writeUnits: row.write_units,
    invocations: row.invocations,
  }
}

function totalsOf(rows: readonly SeriesRow[]): Overview['totals'] {
  const sum = (countOf: (row: SeriesRow) => number) => rows.reduce((total, row) => total + countOf(row), 0)
  const mix = rows.map(statusMixOf).reduce(sumOfMixes, NO_REQUESTS)
  return {
    ...mix,
    requests: requestCount(mix),
    hitRatio: hitRatio(mix),
    readUnits: sum((row) => row.read_units),
    writeUnits: sum((row) => row.write_units),
    invocations: sum((row) => row.invocations),
    errors: sum((row) => row.errors),
    bytesOut: sum((row) => row.bytes_out),
  }
}
