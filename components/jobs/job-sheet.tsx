'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { JobProgress } from '@/components/jobs/job-progress'
import { JobReport } from '@/components/jobs/job-report'
import { JobStateMark } from '@/components/jobs/job-state-mark'
import { Ago } from '@/components/shell/now'
import { CommandLine } from '@/components/ui/command-line'
import { type Fact, Facts } from '@/components/ui/facts'
import { Loaded } from '@/components/ui/loaded'
import { Sheet } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { isOpen, type Job } from '@/lib/contract/jobs'
import { commandLine } from '@/lib/contract/shell-words'
import { jobQueries } from '@/lib/queries/jobs'

type JobSheetProps = {
  id: string | undefined
  onClose: () => void
  /** What it was to do is done, or is not: what the page shows may have changed. */
  onEnded?: () => void
}

/** One job at the edge of the window, as it goes on. */
export function JobSheet({ id, onClose, onEnded }: JobSheetProps) {
  return (
    <Sheet isOpen={id !== undefined} onClose={onClose} title="Job" description={id ?? ''}>
      {id && <JobLoaded id={id} onEnded={onEnded} />}
    </Sheet>
  )
}

function JobLoaded({ id, onEnded }: { id: string; onEnded: (() => void) | undefined }) {
  const query = useQuery(jobQueries.one(id))
  const hasEnded = query.data !== undefined && !isOpen(query.data)
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when the job ends, whatever was rendered since
  useEffect(() => {
    if (hasEnded) onEnded?.()
  }, [hasEnded])
  return (
    <div className="flex flex-col gap-4 px-5 py-4">
      <Loaded query={query} loading={<Skeleton className="h-64" />} failure="The job could not be loaded.">
        {(job) => <JobFacts job={job} />}
      </Loaded>
      <CommandLine command={commandLine('npx', 'freshet', 'jobs', 'show', id)} />
    </div>
  )
}

/** What is known of a job, and what came of it. */
export function JobFacts({ job }: { job: Job }) {
  const facts: readonly Fact[] = [
    ['Kind', job.kind],
    ['State', <JobStateMark key="state" job={job} />],
    ['Progress', <JobProgress key="progress" job={job} />],
    [
      'Asked for',
      <>
        <Ago at={job.createdAt} /> by {job.actor}
      </>,
    ],
    ...(job.endedAt === null ? [] : [['Ended', <Ago key="ended" at={job.endedAt} />] as const]),
    ['Attempts', job.attemptCount],
    ...(job.cancelledBy === null ? [] : [['Cancelled by', job.cancelledBy] as const]),
  ]
  return (
    <>
      <Facts facts={facts} />
      {job.message !== null && (
        <p role={job.state === 'failed' ? 'alert' : 'status'} className={job.state === 'failed' ? FAILED : ''}>
          {job.message}
        </p>
      )}
      <JobReport job={job} />
    </>
  )
}

const FAILED = 'rounded-lg bg-danger-soft px-3 py-2.5'
