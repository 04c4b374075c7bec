import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { DomainsView } from '@/components/domains/domains-view'
import { SCOPE_DEPLOYMENTS } from '@/components/purges/limits'
import { listDeployments } from '@/lib/ops/deployments/list-deployments'
import { listDomains } from '@/lib/ops/domains/list-domains'
import { deploymentQueries } from '@/lib/queries/deployments'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Domains' }

export default async function DomainsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  const deployments = { project, limit: SCOPE_DEPLOYMENTS }
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({
          ...deploymentQueries.list(deployments),
          queryFn: () => listDeployments(ctx, deployments),
        }),
        client.prefetchQuery({
          ...deploymentQueries.domains({ project }),
          queryFn: () => listDomains(ctx, { project }),
        }),
      ]}
    >
      <DomainsView project={project} />
    </OperatorPage>
  )
}
