import type { Metadata } from 'next'
import { prefetchScope } from '@/app/[project]/prefetch-scope'
import { OperatorPage } from '@/app/operator-page'
import { DomainsView } from '@/components/domains/domains-view'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Domains' }

export default async function DomainsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  return (
    <OperatorPage prefetch={(client) => prefetchScope(client, ctx, project)}>
      <DomainsView project={project} />
    </OperatorPage>
  )
}
