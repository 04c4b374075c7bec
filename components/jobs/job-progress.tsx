import { formatCount } from '@/components/format/numbers'
import type { Job } from '@/lib/contract/jobs'

/** How far a job is: a bar where the end is known, and what it does at present. */
export function JobProgress({ job }: { job: Pick<Job, 'kind' | 'progress' | 'state'> }) {
  const { done, total, activity } = job.progress
  if (total === null && done === 0) return <span className="text-muted">{activity ?? '–'}</span>
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-2">
      {total !== null && total > 0 && job.state === 'running' && (
        <progress
          className="h-1.5 w-24 overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
          aria-label={`Progress of ${job.kind}`}
          max={total}
          value={Math.min(done, total)}
        />
      )}
      <span className="whitespace-nowrap tabular-nums">
        {formatCount(done)}
        {total !== null && ` of ${formatCount(total)}`}
      </span>
      {activity && <span className="min-w-0 max-w-72 truncate text-muted">{activity}</span>}
    </span>
  )
}
