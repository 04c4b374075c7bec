import type { Queryable } from '@/db/client'
import { readEvents } from '@/db/queries/overview'
import { inSnapshot } from '@/db/queries/select-rows'
import { readMeterLosses, readUsage, type UsageAsk } from '@/db/queries/usage/usage'
import { readFirstDay, readNowMs } from '@/db/queries/usage/usage-facts'
import { type Usage, type UsageCounts, type UsageInput, whyNotCounted } from '@/lib/contract/usage'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { instant } from '@/lib/ops/instant'
import { toTimelineEvent } from '@/lib/ops/overview/timeline-event'
import { billsOf, estimatesOf } from '@/lib/ops/usage/bills'
import { countsOf, NOTHING, sumOfCounts } from '@/lib/ops/usage/counts'
import { groupsOf } from '@/lib/ops/usage/groups'
import { outlooksOf } from '@/lib/ops/usage/outlook'
import { reasonsOf } from '@/lib/ops/usage/reasons'
import { type NamedProject, requestedProjects } from '@/lib/ops/usage/requested-projects'
import { spanOf, type UsageSpan } from '@/lib/ops/usage/window'

const MOST_LOSSES = 20

/**
 * What was used in a window, what that costs by the price sheets of its months, and what the month under way will come to;
 * all of one snapshot.
 */
export async function getUsage(ctx: OpsContext, input: UsageInput): Promise<Usage> {
  const projects = await requestedProjects(ctx, input.project)
  refuseImpossible(input)
  return inSnapshot(ctx.db, async (tx) => {
    const nowMs = await readNowMs(tx)
    const span = spanOf(input, nowMs)
    const { domain, deployment, route, region, path, cause } = input
    const where = { domain, deployment, route, region, path, cause }
    const isListPrice = Object.values(where).some((each) => each !== undefined)
    const ask = { nowMs, fromMs: span.fromMs, untilMs: span.untilMs, where }
    const series = await seriesOf(tx, { ...ask, projects, span })
    const totals = series.map(({ at: _, ...counts }) => counts).reduce(sumOfCounts, NOTHING)
    const bills = await billsOf(tx, { ...ask, projects, isListPrice })
    const { groups, count } = await groupsOf(tx, { ...ask, projects, input })
    const losses = await readMeterLosses(tx, ask, MOST_LOSSES)
    return {
      project: input.project ?? null,
      from: instant(span.fromMs),
      until: instant(span.untilMs),
      by: input.by,
      stepSeconds: span.stepMs / 1_000,
      note: await noteOf(tx, { projects, totals, span }),
      totals,
      series,
      groups,
      groupCount: count,
      bills,
      isListPrice,
      estimates: estimatesOf(bills),
      reasons: await reasonsOf(tx, { ...ask, projectIds: projects.map(({ id }) => id) }),
      events: await eventsOf(tx, { projects, input, span }),
      outlooks: isListPrice ? [] : await outlooksOf(tx, { projects, nowMs }),
      losses: losses.map(({ from_ms, until_ms, region: of, reason, requests }) => ({
        region: of,
        reason,
        requests,
        from: instant(from_ms),
        until: instant(until_ms),
      })),
    }
  })
}

function refuseImpossible(input: UsageInput): void {
  const why = whyNotCounted(input)
  if (why !== undefined) throw new OpError('invalid', why, { details: { reason: 'grouping' } })
}

type SeriesAsk = Omit<UsageAsk, 'projectIds' | 'by' | 'stepMs'> & {
  readonly projects: readonly NamedProject[]
  readonly span: UsageSpan
}

async function seriesOf(db: Queryable, { projects, span, ...ask }: SeriesAsk): Promise<Usage['series']> {
  const { stepMs } = span
  const rows = await readUsage(db, { ...ask, projectIds: projects.map(({ id }) => id), by: [], stepMs })
  const byStep = new Map(rows.map((row) => [row.at_ms ?? 0, countsOf(row)]))
  // Where minutes are gone the window grew, and with it the series.
  const firstMs = Math.min(Math.floor(span.fromMs / stepMs) * stepMs, ...byStep.keys())
  const length = Math.max(1, Math.ceil((span.untilMs - firstMs) / stepMs))
  return Array.from({ length }, (_, at) => {
    const atMs = firstMs + at * stepMs
    return { at: instant(atMs), ...(byStep.get(atMs) ?? NOTHING) }
  })
}

type Place = { readonly projects: readonly NamedProject[]; readonly span: UsageSpan }

async function eventsOf(db: Queryable, { projects, input, span }: Place & { readonly input: UsageInput }) {
  const [only, ...others] = projects
  if (only === undefined || others.length > 0) return []
  const place = { projectId: only.id, domain: input.domain, deploymentId: input.deployment }
  const events = (await readEvents(db, place, span.fromMs)).map(toTimelineEvent)
  return events.filter(({ at }) => Date.parse(at) < span.untilMs)
}

async function noteOf(db: Queryable, { projects, totals, span }: Place & { readonly totals: UsageCounts }) {
  if (totals.requests > 0 || totals.invocations > 0) return null
  const firstMs = await readFirstDay(
    db,
    projects.map(({ id }) => id),
  )
  if (firstMs === null) return 'Nothing was ever counted here. Ask for a page of the site, and it shows within seconds.'
  const nothing = `Nothing was counted between ${words(span.fromMs)} and ${words(span.untilMs)} (UTC).`
  return firstMs >= span.untilMs ? `${nothing} Counts begin on ${words(firstMs).slice(0, 10)}.` : nothing
}

function words(ms: number): string {
  return instant(ms).slice(0, 16).replace('T', ' ')
}
