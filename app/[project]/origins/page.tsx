import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { OriginsView } from '@/components/origins/origins-view'
import { listOrigins } from '@/lib/ops/origins/list-origins'
import { originQueries } from '@/lib/queries/origins'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Origins' }

export default async function OriginsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...originQueries.list(project), queryFn: () => listOrigins(ctx, { project }) }),
      ]}
    >
      <OriginsView project={project} />
    </OperatorPage>
  )
}
