'use client'

import { lazy, Suspense } from 'react'
import { EventLinks } from '@/components/charts/event-links'
import { OutcomeTable } from '@/components/charts/outcome-table'
import { formatSeconds } from '@/components/format/durations'
import { panelCommands } from '@/components/shell/panel-commands'
import { useUrlParams } from '@/components/shell/use-url-params'
import { STATUSES } from '@/components/status/statuses'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CopyAs } from '@/components/ui/copy-as'
import { CsvButton } from '@/components/ui/csv-button'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { outcomesCsv } from '@/lib/contract/outcomes-csv'
import type { Overview, OverviewInput } from '@/lib/contract/projects'

// What draws charts is larger than the rest of the page, which can be used before it is there.
const OutcomeChart = lazy(async () => ({ default: (await import('@/components/charts/outcome-chart')).OutcomeChart }))

/** Outcomes over time, as a chart or as its table. */
export function OutcomesPanel({ overview, filter }: { overview: Overview; filter: OverviewInput }) {
  const { params, change } = useUrlParams()
  const isTable = params.outcomes === 'table'
  return (
    <Panel
      title="Outcomes"
      note={`requests per ${formatSeconds(overview.stepSeconds)}${isTable ? '' : ', up to the last full one'}`}
      className="mb-4"
      actions={
        <>
          {!isTable && <Legend totals={overview.totals} />}
          <Button
            size="small"
            aria-pressed={isTable}
            onClick={() => change({ outcomes: isTable ? undefined : 'table' }, 'replace')}
          >
            {isTable ? 'Chart' : 'Table'}
          </Button>
          <CsvButton name={`${overview.project}-outcomes.csv`} text={() => outcomesCsv(overview)} />
          <CopyAs commands={() => panelCommands.overview(filter)} />
        </>
      }
    >
      {isTable ? (
        <OutcomeTable series={overview.series} />
      ) : (
        <Suspense fallback={<div className="h-60" />}>
          <OutcomeChart overview={overview} />
        </Suspense>
      )}
      <EventLinks project={overview.project} events={overview.events} />
    </Panel>
  )
}

function Legend({ totals }: { totals: Overview['totals'] }) {
  return (
    <ul className="flex flex-wrap gap-x-3.5 gap-y-1">
      {STATUSES.filter(({ key }) => key !== 'none' || totals.none > 0).map(({ status, text, meaning }) => (
        <li key={status} title={meaning} className={cn('inline-flex items-center gap-1.5 font-medium text-sm', text)}>
          <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
          {status}
        </li>
      ))}
    </ul>
  )
}

/** The place of the chart while it loads. */
export function OutcomesSkeleton() {
  return (
    <Panel title="Outcomes" className="mb-4">
      <div role="status" aria-label="Loading outcomes" className="h-60 p-3.5">
        <Skeleton className="h-full" />
      </div>
    </Panel>
  )
}
