'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { JobSheet } from '@/components/jobs/job-sheet'
import { JobTable } from '@/components/jobs/job-table'
import { RetentionPanel } from '@/components/jobs/retention-panel'
import { WarmDialog } from '@/components/jobs/warm-dialog'
import { panelCommands } from '@/components/shell/panel-commands'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { SkeletonRows } from '@/components/ui/skeleton'
import { endpoints } from '@/lib/contract/endpoints'
import type { Job } from '@/lib/contract/jobs'
import { call } from '@/lib/queries/call'
import { jobQueries } from '@/lib/queries/jobs'

/** Work that goes on by itself, how far it is, and what came of it. */
export function JobsView({ project }: { project: string }) {
  const query = useQuery(jobQueries.list(project))
  const { params, change } = useUrlParams()
  const [ending, setEnding] = useState<Job>()
  const [isWarming, setIsWarming] = useState(false)
  return (
    <>
      <PageHead
        title="Jobs"
        question="what goes on by itself?"
        actions={
          <>
            <CopyAs commands={() => panelCommands.jobs(project)} />
            <Button needs="deploy" onClick={() => setIsWarming(true)}>
              Warm up…
            </Button>
          </>
        }
      />
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={4} label="Loading jobs" />}
          failure="The jobs could not be loaded."
        >
          {({ jobs }) =>
            jobs.length === 0 ? (
              <NoJobs />
            ) : (
              <JobTable jobs={jobs} onShow={({ id }) => change({ job: id })} onCancel={setEnding} />
            )
          }
        </Loaded>
      </Panel>
      <JobSheet id={params.job} onClose={() => change({ job: undefined })} />
      <WarmDialog
        project={project}
        isOpen={isWarming}
        onClose={() => setIsWarming(false)}
        onAsked={({ id }) => change({ job: id })}
      />
      <div className="mt-4">
        <RetentionPanel project={project} />
      </div>
      <CancelDialog job={ending} onClose={() => setEnding(undefined)} />
    </>
  )
}

function CancelDialog({ job, onClose }: { job: Job | undefined; onClose: () => void }) {
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: (id: string) => call(endpoints.cancelJob, { id }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: jobQueries.all() }),
    onSuccess: onClose,
  })
  return (
    <ConfirmDialog
      isOpen={job !== undefined}
      onClose={() => {
        mutation.reset()
        onClose()
      }}
      title={job ? `Cancel ${job.kind}` : ''}
      confirmLabel="Cancel the job"
      tone="danger"
      isBusy={mutation.isPending}
      onConfirm={() => job && mutation.mutate(job.id)}
    >
      <p>What it did already stays done.</p>
      {job && <p className="break-all font-mono text-sm">{job.id}</p>}
      {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
    </ConfirmDialog>
  )
}

/** What stands where nothing ever ran. */
export function NoJobs() {
  return <Empty title="No jobs yet">Warm-ups, scheduled purges and retention show their progress here.</Empty>
}
