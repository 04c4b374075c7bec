'use client'

import { lazy, Suspense } from 'react'
import { EventLinks } from '@/components/charts/event-links'
import { formatUtc } from '@/components/charts/ticks'
import { formatSeconds } from '@/components/format/durations'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { CopyAs, type NamedCommand } from '@/components/ui/copy-as'
import { CsvButton } from '@/components/ui/csv-button'
import { Select } from '@/components/ui/field'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { parseSeries, USAGE_SERIES, type UsageSeries } from '@/components/usage/usage-filter'
import { formatFigure } from '@/components/usage/usage-words'
import { METRICS } from '@/lib/contract/metrics'
import type { Usage } from '@/lib/contract/usage'
import { usageSeriesCsv } from '@/lib/contract/usage-csv'

// What draws charts is larger than the rest of the page, which can be used before it is there.
const UsageChart = lazy(async () => ({ default: (await import('@/components/usage/usage-chart')).UsageChart }))

type UsagePanelProps = { usage: Usage; commands: () => readonly NamedCommand[] }

/** One figure over time, as a chart or as its table. */
export function UsagePanel({ usage, commands }: UsagePanelProps) {
  const { params, change } = useUrlParams()
  const metric = parseSeries(params)
  const isTable = params.chart === 'table'
  return (
    <Panel
      title="Over time"
      note={`per ${formatSeconds(usage.stepSeconds)}`}
      className="mb-4"
      actions={
        <>
          <Select
            aria-label="Figure"
            value={metric}
            onChange={({ target }) =>
              change({ metric: target.value === 'requests' ? undefined : target.value }, 'replace')
            }
            className="h-7 w-auto text-sm"
          >
            {USAGE_SERIES.map((each) => (
              <option key={each} value={each}>
                {METRICS[each].label}
              </option>
            ))}
          </Select>
          <Button
            size="small"
            aria-pressed={isTable}
            onClick={() => change({ chart: isTable ? undefined : 'table' }, 'replace')}
          >
            {isTable ? 'Chart' : 'Table'}
          </Button>
          <CsvButton name={`${usage.project ?? 'usage'}-over-time.csv`} text={() => usageSeriesCsv(usage)} />
          <CopyAs commands={commands} />
        </>
      }
    >
      {isTable ? (
        <SeriesTable usage={usage} metric={metric} />
      ) : (
        <Suspense fallback={<div className="h-60" />}>
          <UsageChart usage={usage} metric={metric} />
        </Suspense>
      )}
      {usage.project !== null && <EventLinks project={usage.project} events={usage.events} />}
    </Panel>
  )
}

/** The figures of the chart, newest first, and the others beside the one that is drawn. */
export function SeriesTable({ usage, metric }: { usage: Usage; metric: UsageSeries }) {
  const columns = [metric, ...USAGE_SERIES.filter((each) => each !== metric)]
  return (
    <div className="max-h-80 overflow-y-auto">
      <Table caption="Usage over time">
        <thead className="sticky top-0 bg-surface">
          <tr>
            <Th>From (UTC)</Th>
            {columns.map((each) => (
              <Th key={each} isNumber>
                {METRICS[each].label}
              </Th>
            ))}
          </tr>
        </thead>
        <TableBody>
          {usage.series.toReversed().map((step) => (
            <Tr key={step.at}>
              <Td className="text-muted">{formatUtc(step.at)}</Td>
              {columns.map((each) => (
                <Td key={each} isNumber>
                  {formatFigure(each, step[each])}
                </Td>
              ))}
            </Tr>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}

export function UsagePanelSkeleton() {
  return (
    <Panel title="Over time" className="mb-4">
      <div role="status" aria-label="Loading usage over time" className="h-60 p-3.5">
        <Skeleton className="h-full" />
      </div>
    </Panel>
  )
}
