import { cn } from '@/components/ui/cn'
import type { Job, JobState } from '@/lib/contract/jobs'

const COLORS = {
  waiting: 'text-muted',
  running: 'text-status-revalidated',
  done: 'text-status-hit',
  failed: 'text-danger',
  cancelled: 'text-muted',
} as const satisfies Record<JobState, string>

/** The state of a job, in a word and a colour. */
export function JobStateMark({ job: { state, cancelledBy, attemptCount } }: { job: Job }) {
  const isEnding = state === 'running' && cancelledBy !== null
  const isAgain = state === 'waiting' && attemptCount > 0
  return (
    <span className={cn('inline-flex flex-wrap items-center gap-x-1.5 font-medium text-sm', COLORS[state])}>
      <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
      {isEnding ? 'being cancelled' : state}
      {isAgain && <span className="font-normal">for another attempt</span>}
    </span>
  )
}
