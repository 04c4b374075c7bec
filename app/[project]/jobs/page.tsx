import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { JobsView } from '@/components/jobs/jobs-view'
import { listJobsInput } from '@/lib/contract/jobs'
import { listJobs } from '@/lib/ops/jobs/list-jobs'
import { jobQueries } from '@/lib/queries/jobs'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Jobs' }

export default async function JobsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  const load = () => listJobs(ctx, listJobsInput.parse({ project }))
  return (
    <OperatorPage prefetch={(client) => [client.prefetchQuery({ ...jobQueries.list(project), queryFn: load })]}>
      <JobsView project={project} />
    </OperatorPage>
  )
}
