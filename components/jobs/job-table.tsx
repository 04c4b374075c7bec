import { formatSeconds } from '@/components/format/durations'
import { JobProgress } from '@/components/jobs/job-progress'
import { JobStateMark } from '@/components/jobs/job-state-mark'
import { Ago, useNowMs } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import { isOpen, type Job } from '@/lib/contract/jobs'

type JobTableProps = {
  jobs: readonly Job[]
  onShow: (job: Job) => void
  onCancel: (job: Job) => void
}

/** Jobs: those that wait or run first, then the newest. */
export function JobTable({ jobs, onShow, onCancel }: JobTableProps) {
  return (
    <Table caption="Jobs">
      <thead>
        <tr>
          <Th>Job</Th>
          <Th>State</Th>
          <Th className={WIDE}>Progress</Th>
          <Th className={WIDE}>When</Th>
          <Th className={WIDE}>By</Th>
          <Th className={WIDE}>Remark</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {jobs.map((job) => (
          <Tr key={job.id}>
            <Td>
              <button type="button" className="font-medium hover:underline" onClick={() => onShow(job)}>
                {job.kind}
                <span className="sr-only"> {job.id}</span>
              </button>
              {job.project === null && (
                <span className="text-faint max-sm:block max-sm:text-sm"> of the installation</span>
              )}
              <Below>
                <When job={job} />
              </Below>
            </Td>
            <Td className="max-sm:whitespace-normal max-sm:py-1.5">
              <JobStateMark job={job} />
              {job.state === 'running' && (
                <span className="block text-sm sm:hidden">
                  <JobProgress job={job} />
                </span>
              )}
            </Td>
            <Td className={WIDE}>
              <JobProgress job={job} />
            </Td>
            <Td className={`${WIDE} text-muted`}>
              <When job={job} />
            </Td>
            <Td className={`${WIDE} max-w-44 truncate text-muted`}>{job.actor}</Td>
            <Td className={`${WIDE} max-w-80 truncate text-muted`} title={job.message ?? undefined}>
              {job.message}
            </Td>
            <ActionCell>
              {isOpen(job) && job.cancelledBy === null && (
                <Button size="small" needs={job.kind === 'purge' ? 'purge' : 'deploy'} onClick={() => onCancel(job)}>
                  Cancel<span className="sr-only"> {job.kind}</span>
                </Button>
              )}
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function When({ job }: { job: Job }) {
  const nowMs = useNowMs()
  if (job.endedAt !== null) {
    return (
      <>
        ended <Ago at={job.endedAt} />
      </>
    )
  }
  if (job.state === 'running' && job.beganAt !== null) {
    return (
      <>
        began <Ago at={job.beganAt} />
      </>
    )
  }
  const seconds = Math.round((Date.parse(job.dueAt) - nowMs) / 1_000)
  return (
    <time dateTime={job.dueAt} title={job.dueAt}>
      {seconds <= 0 ? 'any moment' : `in ${formatSeconds(seconds)}`}
    </time>
  )
}
