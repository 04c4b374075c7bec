import type { Metadata } from 'next'
import { prefetchDeployments } from '@/app/[project]/prefetch-scope'
import { OperatorPage } from '@/app/operator-page'
import { parsePathFilter } from '@/components/paths/path-filter'
import { PathsView } from '@/components/paths/paths-view'
import { listPaths } from '@/lib/ops/paths/list-paths'
import { pathQueries } from '@/lib/queries/paths'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Paths' }

type PathsPageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function PathsPage({ params, searchParams }: PathsPageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const filter = parsePathFilter(project, await searchParams)
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...pathQueries.list(filter), queryFn: () => listPaths(ctx, filter) }),
        prefetchDeployments(client, ctx, project),
      ]}
    >
      <PathsView project={project} />
    </OperatorPage>
  )
}
