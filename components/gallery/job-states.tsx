'use client'

import { ComparisonFacts } from '@/components/deployments/comparison-sheet'
import { FIRST_WARM_UP, WarmChoice } from '@/components/deployments/warm-choice'
import { Example } from '@/components/gallery/example'
import { JobFacts } from '@/components/jobs/job-sheet'
import { JobTable } from '@/components/jobs/job-table'
import { NoJobs } from '@/components/jobs/jobs-view'
import { RetentionPlanFacts } from '@/components/jobs/retention-dialog'
import { RetentionFacts } from '@/components/jobs/retention-panel'
import { WarmReportView } from '@/components/jobs/warm-report-view'
import {
  comparisonWith,
  ENDED,
  jobWith,
  RETENTION,
  RETENTION_PLAN,
  sameComparison,
  WITHIN_BUDGET,
  warmReportWith,
} from '@/components/testing/jobs'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

const ignore = () => undefined
const nothing = { done: 0, total: null, activity: null }

const JOBS = [
  jobWith(),
  jobWith({ id: 'job_2', cancelledBy: 'op@example.com' }),
  jobWith({ id: 'job_3', kind: 'purge', state: 'waiting', beganAt: null, attemptCount: 0, progress: nothing }),
  jobWith({ id: 'job_4', state: 'waiting', message: 'The site was away.', progress: nothing }),
  jobWith({ id: 'job_5', kind: 'retention', project: null, actor: 'schedule', state: 'done', ...ENDED }),
  jobWith({ id: 'job_6', state: 'failed', message: 'Gave up: the edges that ran it went away, 3 times.', ...ENDED }),
  jobWith({ id: 'job_7', state: 'cancelled', cancelledBy: 'op@example.com', ...ENDED }),
]

/** Jobs: full, one of each state, empty, loading, failed; and one job by itself. */
export function JobStates() {
  return (
    <Example name="Jobs">
      <Panel>
        <JobTable jobs={JOBS} onShow={ignore} onCancel={ignore} />
      </Panel>
      <Panel>
        <NoJobs />
      </Panel>
      <Panel>
        <SkeletonRows count={4} label="Loading jobs" />
      </Panel>
      <Panel>
        <Failure title="The jobs could not be loaded." message="The database does not answer." onRetry={ignore} />
      </Panel>
      <Panel title="Kept">
        <div className="p-3.5">
          <RetentionFacts retention={RETENTION} />
        </div>
      </Panel>
      <Panel title="Kept, over the budget">
        <div className="p-3.5">
          <RetentionFacts retention={{ ...RETENTION, versions: { ...RETENTION.versions, budgetBytes: 700_000_000 } }} />
        </div>
      </Panel>
      <Panel title="What other budgets would remove">
        <div className="flex flex-col gap-3 p-3.5">
          {[
            RETENTION_PLAN,
            { ...RETENTION_PLAN, versions: WITHIN_BUDGET },
            { ...RETENTION_PLAN, versions: WITHIN_BUDGET, values: WITHIN_BUDGET },
          ].map((plan, at) => (
            <RetentionPlanFacts key={String(at)} plan={plan} />
          ))}
        </div>
      </Panel>
      <div className="grid gap-4 lg:grid-cols-3">
        {[warmReportWith(), warmReportWith({ pages: [], p50Ms: null, p95Ms: null, maxMs: null, gate: null })].map(
          (report) => (
            <Panel key={report.pages.length} title="Warm-up">
              <div className="flex flex-col gap-3 p-4">
                <WarmReportView report={report} />
              </div>
            </Panel>
          ),
        )}
        <Panel title="Before a promotion">
          <div className="flex flex-col gap-3 p-4">
            <WarmChoice draft={null} onChange={ignore} />
            <WarmChoice draft={FIRST_WARM_UP} onChange={ignore} />
          </div>
        </Panel>
        {[comparisonWith(), sameComparison()].map((comparison, at) => (
          <Panel key={String(at)} title="Compare">
            <div className="flex flex-col gap-4 p-4">
              <ComparisonFacts comparison={comparison} />
            </div>
          </Panel>
        ))}
      </div>
      <Panel title="Job" className="max-w-[460px]">
        <div className="flex flex-col gap-4 p-4">
          <JobFacts
            job={jobWith({ kind: 'retention', project: null, state: 'done', report: { versions: 4_120 }, ...ENDED })}
          />
        </div>
      </Panel>
    </Example>
  )
}
