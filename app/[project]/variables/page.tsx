import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { VariablesView } from '@/components/variables/variables-view'
import { listVariables } from '@/lib/ops/variables/list-variables'
import { variableQueries } from '@/lib/queries/variables'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Variables' }

export default async function VariablesPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...variableQueries.list(project), queryFn: () => listVariables(ctx, { project }) }),
      ]}
    >
      <VariablesView project={project} />
    </OperatorPage>
  )
}
