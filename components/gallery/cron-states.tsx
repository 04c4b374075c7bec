'use client'

import { CronRunTable, CronTable } from '@/components/crons/cron-tables'
import { NoCrons } from '@/components/crons/crons-view'
import { Example } from '@/components/gallery/example'
import { cronRunWith, cronWith } from '@/components/testing/operations'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

const ignore = () => undefined

const RUNS = [
  cronRunWith({ id: 'run_5', outcome: 'running', status: null, durationMs: null, requestedBy: 'op@example.com' }),
  cronRunWith({
    id: 'run_4',
    outcome: 'skipped',
    status: null,
    durationMs: null,
    message: 'The run before was still under way.',
  }),
  cronRunWith({
    id: 'run_3',
    path: '/api/hourly',
    schedule: '0 * * * *',
    outcome: 'failed',
    status: 500,
    message: 'The site answered 500.',
  }),
  cronRunWith({
    id: 'run_2',
    outcome: 'lost',
    status: null,
    durationMs: null,
    message: 'The edge that ran it went away.',
  }),
  cronRunWith({ missedCount: 9 }),
]

/** Crons: full, running, asked for, never run, empty, loading, failed. */
export function CronStates() {
  return (
    <Example name="Crons">
      <Panel>
        <CronTable
          crons={[
            cronWith({ isRunning: true }),
            cronWith({ path: '/api/hourly', schedule: '0 * * * *', requestedBy: 'op@example.com' }),
            cronWith({ path: '/api/yearly', schedule: '0 0 1 1 *', nextAt: null }),
          ]}
          runs={RUNS}
          onRun={ignore}
        />
      </Panel>
      <Panel title="Runs">
        <CronRunTable runs={RUNS} />
      </Panel>
      <Panel>
        <NoCrons />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading crons" />
      </Panel>
      <Panel>
        <Failure title="The crons could not be loaded." message="The database does not answer." onRetry={ignore} />
      </Panel>
    </Example>
  )
}
