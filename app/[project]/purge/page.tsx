import type { Metadata } from 'next'
import { prefetchScope } from '@/app/[project]/prefetch-scope'
import { OperatorPage } from '@/app/operator-page'
import { PurgeView } from '@/components/purges/purge-view'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Purge' }

export default async function PurgePage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  return (
    <OperatorPage prefetch={(client) => prefetchScope(client, ctx, project)}>
      <PurgeView project={project} />
    </OperatorPage>
  )
}
