import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { CronsView } from '@/components/crons/crons-view'
import { listCronsInput } from '@/lib/contract/crons'
import { listCrons } from '@/lib/ops/crons/list-crons'
import { cronQueries } from '@/lib/queries/crons'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Crons' }

export default async function CronsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  const load = () => listCrons(ctx, listCronsInput.parse({ project }))
  return (
    <OperatorPage prefetch={(client) => [client.prefetchQuery({ ...cronQueries.list(project), queryFn: load })]}>
      <CronsView project={project} />
    </OperatorPage>
  )
}
