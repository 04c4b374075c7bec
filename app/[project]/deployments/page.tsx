import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { DeploymentsView } from '@/components/deployments/deployments-view'
import { shownDeployments } from '@/components/deployments/limits'
import { listDeployments } from '@/lib/ops/deployments/list-deployments'
import { listDomains } from '@/lib/ops/domains/list-domains'
import { deploymentQueries } from '@/lib/queries/deployments'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Deployments' }

export default async function DeploymentsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  const input = shownDeployments(project)
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...deploymentQueries.list(input), queryFn: () => listDeployments(ctx, input) }),
        client.prefetchQuery({
          ...deploymentQueries.domains({ project }),
          queryFn: () => listDomains(ctx, { project }),
        }),
      ]}
    >
      <DeploymentsView project={project} />
    </OperatorPage>
  )
}
