'use client'

import { Example } from '@/components/gallery/example'
import { JobFacts } from '@/components/jobs/job-sheet'
import { JobTable } from '@/components/jobs/job-table'
import { NoJobs } from '@/components/jobs/jobs-view'
import { before, MINUTE } from '@/components/testing/instants'
import { jobWith } from '@/components/testing/jobs'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

const ignore = () => undefined
const nothing = { done: 0, total: null, activity: null }
const ended = { endedAt: before(MINUTE), progress: { done: 100, total: 100, activity: null } }

const JOBS = [
  jobWith(),
  jobWith({ id: 'job_2', cancelledBy: 'op@example.com' }),
  jobWith({ id: 'job_3', kind: 'purge', state: 'waiting', beganAt: null, attemptCount: 0, progress: nothing }),
  jobWith({ id: 'job_4', state: 'waiting', message: 'The site was away.', progress: nothing }),
  jobWith({ id: 'job_5', kind: 'retention', project: null, actor: 'schedule', state: 'done', ...ended }),
  jobWith({ id: 'job_6', state: 'failed', message: 'Gave up: the edges that ran it went away, 3 times.', ...ended }),
  jobWith({ id: 'job_7', state: 'cancelled', cancelledBy: 'op@example.com', ...ended }),
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
      <Panel title="Job" className="max-w-[460px]">
        <div className="flex flex-col gap-4 p-4">
          <JobFacts
            job={jobWith({ kind: 'retention', project: null, state: 'done', report: { versions: 4_120 }, ...ended })}
          />
        </div>
      </Panel>
    </Example>
  )
}
