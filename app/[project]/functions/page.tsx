import type { Metadata } from 'next'
import { prefetchDeployments } from '@/app/[project]/prefetch-scope'
import { OperatorPage } from '@/app/operator-page'
import { parseFunctionFilter } from '@/components/functions/function-filter'
import { FunctionsView } from '@/components/functions/functions-view'
import { listFunctions } from '@/lib/ops/functions/list-functions'
import { functionQueries } from '@/lib/queries/functions'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Functions' }

type FunctionsPageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function FunctionsPage({ params, searchParams }: FunctionsPageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const filter = parseFunctionFilter(project, await searchParams)
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...functionQueries.list(filter), queryFn: () => listFunctions(ctx, filter) }),
        prefetchDeployments(client, ctx, project),
      ]}
    >
      <FunctionsView project={project} />
    </OperatorPage>
  )
}
