'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { JobProgress } from '@/components/jobs/job-progress'
import { JobReport } from '@/components/jobs/job-report'
import { JobStateMark } from '@/components/jobs/job-state-mark'
import { hrefs } from '@/components/shell/hrefs'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { Refusal } from '@/components/ui/refusal'
import { endpoints } from '@/lib/contract/endpoints'
import { isOpen, type Job } from '@/lib/contract/jobs'
import type { Purge } from '@/lib/contract/purges'
import { warmUpJobInput } from '@/lib/contract/warm-ups'
import { call } from '@/lib/queries/call'
import { jobQueries } from '@/lib/queries/jobs'

/** Regenerates what a purge hit. A warm-up that was started earlier, by anybody, is shown as it goes on. */
export function PurgeWarmUp({ purge: { project, seq } }: { purge: Purge }) {
  const queryClient = useQueryClient()
  const jobs = useQuery(jobQueries.list(project))
  const warm = useMutation({
    mutationFn: () => call(endpoints.warmPurge, { project, seq }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: jobQueries.all() }),
  })
  const known = warm.data ?? jobs.data?.jobs.find((each) => isOfPurge(each, seq))
  const watched = useQuery({ ...jobQueries.one(known?.id ?? ''), enabled: known !== undefined })
  const job = known === undefined ? undefined : (watched.data ?? known)
  return <WarmUpPanel job={job} failure={warm.error?.message} isBusy={warm.isPending} onWarm={() => warm.mutate()} />
}

function isOfPurge({ kind, input }: Job, seq: number): boolean {
  const selection = kind === 'warm-up' ? warmUpJobInput.safeParse(input).data?.selection : undefined
  return selection?.kind === 'purge' && selection.seq === seq
}

type WarmUpPanelProps = {
  /** The last warm-up of the purge, if there was any. */
  job: Job | undefined
  failure?: string | undefined
  isBusy?: boolean
  onWarm: () => void
}

/** The warm-up of a purge: not asked for, under way, or what came of it. */
export function WarmUpPanel({ job, failure, isBusy = false, onWarm }: WarmUpPanelProps) {
  return (
    <section aria-label="Warm-up" className="flex flex-col gap-2">
      {job && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1" aria-live="polite">
          <span className="font-medium">Warm-up</span>
          <JobStateMark job={job} />
          {job.state === 'running' && <JobProgress job={job} />}
          {job.project !== null && (
            <Link className="ml-auto text-sm underline" href={hrefs.job(job.project, job.id)}>
              Open the job
            </Link>
          )}
        </p>
      )}
      {job?.message && (job.state === 'failed' ? <Refusal>{job.message}</Refusal> : <p>{job.message}</p>)}
      {job && <JobReport job={job} />}
      {failure && <Refusal>{failure}</Refusal>}
      {(job === undefined || !isOpen(job)) && (
        <div className="flex flex-col items-start gap-2">
          <Button size="small" needs="purge" onClick={onWarm} disabled={isBusy}>
            {job === undefined ? 'Warm up' : 'Warm up again'}
          </Button>
          <p className="text-muted text-sm">
            Regenerates what this purge hit, most visited pages first, before visitors ask for it.
          </p>
        </div>
      )}
    </section>
  )
}
