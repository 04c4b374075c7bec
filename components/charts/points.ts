import type { Overview } from '@/lib/contract/projects'

/** One step of the outcomes over time, as the chart draws it. */
export type OutcomePoint = Omit<Overview['series'][number], 'at'> & { readonly atMs: number; readonly requests: number }

/** Rows of an overview as chart points, oldest first. */
export function outcomePoints(series: readonly Overview['series'][number][]): readonly OutcomePoint[] {
  return series.map(({ at, ...counts }) => ({
    ...counts,
    atMs: Date.parse(at),
    requests:
      counts.hit + counts.prerender + counts.stale + counts.revalidated + counts.miss + counts.bypass + counts.none,
  }))
}

/**
 * Steps, oldest first, without the running one, whose counts would look like a fall; with it while there is nothing else to
 * show.
 */
export function finishedSteps<Step>(steps: readonly Step[], requestsOf: (step: Step) => number): readonly Step[] {
  const finished = steps.slice(0, -1)
  return finished.some((step) => requestsOf(step) > 0) ? finished : steps
}

/** A line on a time series: one event, or several that would overlap. */
export type EventLine = {
  readonly atMs: number
  readonly label: string
  readonly kind: Overview['events'][number]['kind']
  /** Journal number of the event that it tells. */
  readonly seq: number
  /** Where the label has room. */
  readonly side: 'left' | 'right'
  /** Of the two rows of labels; `null`: there is no room for it. */
  readonly row: number | null
}

/** Share of the window within which events share a line, so that their labels stay readable. */
const CLOSE = 0.08

/** Events as lines, oldest first; those outside the points are left out, those close together become one with a count. */
export function eventLines(
  events: Overview['events'],
  points: readonly Pick<OutcomePoint, 'atMs'>[],
): readonly EventLine[] {
  const fromMs = points[0]?.atMs
  const toMs = points.at(-1)?.atMs
  if (fromMs === undefined || toMs === undefined) return []
  const groups: { told: Overview['events'][number]; readonly atMs: number; count: number }[] = []
  for (const event of events.toSorted((one, other) => one.seq - other.seq)) {
    const atMs = Date.parse(event.at)
    if (atMs < fromMs || atMs > toMs + (toMs - fromMs) * CLOSE) continue
    const last = groups.at(-1)
    if (last && atMs - last.atMs < (toMs - fromMs) * CLOSE) {
      last.count += 1
      // Of several that share a line, what production shows matters most.
      if (isMove(event) && !isMove(last.told)) last.told = event
    } else groups.push({ told: event, atMs: Math.min(atMs, toMs), count: 1 })
  }
  const lines = groups.map(({ told, atMs, count }) => ({
    atMs,
    kind: told.kind,
    seq: told.seq,
    label: count === 1 ? short(told.label) : `${short(told.label)} + ${count - 1} more`,
    side: atMs - fromMs > (toMs - fromMs) * 0.8 ? ('left' as const) : ('right' as const),
  }))
  return withRows(lines, toMs - fromMs)
}

/** Share of the window within which a click means a line: it is a pixel wide. */
const AIM = 0.02

/** The line that a click at this instant means; none, where none is near. */
export function lineAt(
  lines: readonly EventLine[],
  points: readonly Pick<OutcomePoint, 'atMs'>[],
  atMs: number,
): EventLine | undefined {
  const [first, second] = points
  const last = points.at(-1)
  if (first === undefined || second === undefined || last === undefined) return undefined
  // A click is told by the step that it falls in.
  const aimMs = Math.max((last.atMs - first.atMs) * AIM, second.atMs - first.atMs)
  const distanceOf = (line: EventLine) => Math.abs(line.atMs - atMs)
  const [nearest] = lines.toSorted((one, other) => distanceOf(one) - distanceOf(other))
  return nearest !== undefined && distanceOf(nearest) <= aimMs ? nearest : undefined
}

/** The share of a chart's width that a letter of a label takes, measured in the narrowest chart that shows labels. */
const LETTER = 0.0068

/**
 * Labels stand in two rows. One that would meet another is left out: what was promoted or rolled back is told first, then the
 * newest. Its line stays.
 */
function withRows(lines: readonly Omit<EventLine, 'row'>[], spanMs: number): readonly EventLine[] {
  const taken: (readonly [fromMs: number, toMs: number])[][] = [[], []]
  const rows = new Map<Omit<EventLine, 'row'>, number>()
  const inTurn = lines.toSorted((one, other) => Number(isMove(other)) - Number(isMove(one)) || other.atMs - one.atMs)
  for (const line of inTurn) {
    const widthMs = line.label.length * LETTER * spanMs
    const [fromMs, toMs] = line.side === 'right' ? [line.atMs, line.atMs + widthMs] : [line.atMs - widthMs, line.atMs]
    const row = taken.findIndex((spans) => spans.every(([from, to]) => toMs < from || fromMs > to))
    if (row === -1) continue
    taken[row]?.push([fromMs, toMs])
    rows.set(line, row)
  }
  return lines.map((line) => ({ ...line, row: rows.get(line) ?? null }))
}

/** How many rows of labels there are above a chart. */
export function labelRows(lines: readonly EventLine[]): number {
  return Math.max(0, ...lines.map(({ row }) => (row === null ? 0 : row + 1)))
}

function isMove({ kind }: Pick<EventLine, 'kind'>): boolean {
  return kind === 'promotion' || kind === 'rollback'
}

function short(label: string): string {
  return label.length > 36 ? `${label.slice(0, 35)}…` : label
}

/** Corners of a sparkline in a box of 100 × 20, y downwards; a flat line when nothing happened. */
export function sparklineCorners(values: readonly number[]): string {
  const greatest = Math.max(...values, 0)
  const last = Math.max(1, values.length - 1)
  return values
    .map((value, index) => {
      const x = (index / last) * 100
      const y = greatest === 0 ? 19 : 19 - (value / greatest) * 18
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}
