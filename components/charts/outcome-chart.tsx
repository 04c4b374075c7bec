'use client'

import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { ChartTooltip } from '@/components/charts/chart-tooltip'
import { eventHref } from '@/components/charts/event-href'
import { eventReference, marginForLabels, useLabelRows } from '@/components/charts/event-reference'
import { eventLines, finishedSteps, lineAt, outcomePoints } from '@/components/charts/points'
import { formatInstant, formatTick } from '@/components/charts/ticks'
import { formatShort } from '@/components/format/numbers'
import { STATUSES } from '@/components/status/statuses'
import type { Overview } from '@/lib/contract/projects'

/** The worst at the bottom, where a small amount of it can be read; hits on top are the bulk. */
const LAYERS = STATUSES.toReversed()

const tickStyle = { fill: 'var(--faint)', fontSize: 11 }

/** Requests by outcome over time, with purges, promotions and pins as vertical lines: a click on one opens it. The table view is its text. */
export function OutcomeChart({ overview }: { overview: Overview }) {
  const points = useMemo(
    () => finishedSteps(outcomePoints(overview.series), ({ requests }) => requests),
    [overview.series],
  )
  const lines = useMemo(() => eventLines(overview.events, points), [overview.events, points])
  const rows = useLabelRows(lines)
  const router = useRouter()

  function open(atMs: number) {
    const line = lineAt(lines, points, atMs)
    if (line !== undefined) router.push(eventHref(overview.project, line))
  }

  return (
    <div aria-hidden="true" className="h-60 px-1 pt-3 pb-1">
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart
          data={[...points]}
          margin={{ top: marginForLabels(rows), right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          onClick={({ activeLabel }) => open(Number(activeLabel))}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="atMs"
            type="number"
            scale="time"
            domain={['dataMin', 'dataMax']}
            tickFormatter={(atMs) => formatTick(Number(atMs), overview.window)}
            tick={tickStyle}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            minTickGap={48}
          />
          <YAxis
            width={48}
            tickFormatter={(count) => formatShort(Number(count))}
            tick={tickStyle}
            tickLine={false}
            axisLine={false}
            allowDecimals={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--line-strong)' }}
            content={({ active, label }) => {
              const point = active ? points.find(({ atMs }) => atMs === label) : undefined
              return point ? <ChartTooltip point={point} title={formatInstant(point.atMs)} /> : null
            }}
          />
          {LAYERS.map(({ key, status, color }) => (
            <Area
              key={key}
              dataKey={key}
              name={status}
              stackId="requests"
              stroke="none"
              fill={color}
              fillOpacity={key === 'hit' ? 0.26 : 0.8}
              isAnimationActive={false}
              activeDot={false}
            />
          ))}
          {lines.map((line) => eventReference(line, { x: line.atMs, promotion: 'var(--accent)', rows }))}
        </AreaChart>
      </ResponsiveContainer>
    </div>
  )
}
