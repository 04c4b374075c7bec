'use client'

import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { eventHref } from '@/components/charts/event-href'
import { eventReference, marginForLabels, useLabelRows } from '@/components/charts/event-reference'
import { eventLines, lineAt } from '@/components/charts/points'
import { formatInstant, formatTick } from '@/components/charts/ticks'
import type { UsageSeries } from '@/components/usage/usage-filter'
import { formatFigure } from '@/components/usage/usage-words'
import { METRICS } from '@/lib/contract/metrics'
import type { Usage } from '@/lib/contract/usage'

const tickStyle = { fill: 'var(--faint)', fontSize: 11 }
const DAY_SECONDS = 86_400

/** One figure over time, a bar for each step, with purges and promotions as lines: a click on one opens it. The table view is its text. */
export function UsageChart({ usage, metric }: { usage: Usage; metric: UsageSeries }) {
  const points = useMemo(() => usage.series.map((step) => ({ ...step, atMs: Date.parse(step.at) })), [usage.series])
  const lines = useMemo(() => eventLines(usage.events, points), [usage.events, points])
  const rows = useLabelRows(lines)
  const window = (usage.series.length - 1) * usage.stepSeconds > 2 * DAY_SECONDS ? '30d' : '24h'
  const router = useRouter()

  function open(atMs: number) {
    const line = lineAt(lines, points, atMs)
    if (line !== undefined && usage.project !== null) router.push(eventHref(usage.project, line))
  }

  return (
    <div aria-hidden="true" className="h-60 px-1 pt-3 pb-1">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={points}
          margin={{ top: marginForLabels(rows), right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          barCategoryGap={1}
          onClick={({ activeLabel }) => open(Number(activeLabel))}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="atMs"
            tickFormatter={(atMs) => formatTick(Number(atMs), window)}
            tick={tickStyle}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            minTickGap={48}
          />
          <YAxis
            width={56}
            tickFormatter={(amount) => formatFigure(metric, Number(amount))}
            tick={tickStyle}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--sunken)' }}
            content={({ active, label }) => {
              const point = active ? points.find(({ atMs }) => atMs === label) : undefined
              return point ? (
                <UsageTooltip title={formatInstant(point.atMs)} metric={metric} amount={point[metric]} />
              ) : null
            }}
          />
          <Bar dataKey={metric} fill="var(--accent)" fillOpacity={0.75} isAnimationActive={false} />
          {lines.map((line) =>
            eventReference(line, { x: nearest(points, line.atMs), promotion: 'var(--status-prerender)', rows }),
          )}
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

function UsageTooltip({ title, metric, amount }: { title: string; metric: UsageSeries; amount: number }) {
  return (
    <div className="min-w-40 rounded-lg border border-line bg-surface px-3 py-2 shadow-sheet">
      <p className="font-medium">{title}</p>
      <p className="flex justify-between gap-4 text-sm">
        <span className="text-muted">{METRICS[metric].label}</span>
        <span>{formatFigure(metric, amount)}</span>
      </p>
    </div>
  )
}

/** Bars stand at the beginnings of their steps: a line between two stands at the one before. */
function nearest(points: readonly { readonly atMs: number }[], atMs: number): number {
  return points.findLast((point) => point.atMs <= atMs)?.atMs ?? atMs
}
