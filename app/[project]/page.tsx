import { prefetchDeployments } from '@/app/[project]/prefetch-scope'
import { OperatorPage } from '@/app/operator-page'
import { parseOverviewFilter } from '@/components/overview/overview-filter'
import { OverviewView } from '@/components/overview/overview-view'
import { LAST_PURGES } from '@/components/purges/limits'
import { getOverview } from '@/lib/ops/overview/get-overview'
import { listProjectCosts } from '@/lib/ops/projects/list-project-costs'
import { listPurges } from '@/lib/ops/purges/list-purges'
import { projectQueries } from '@/lib/queries/projects'
import { purgeQueries } from '@/lib/queries/purges'
import { requireOperator } from '@/lib/server/session'

type OverviewPageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function OverviewPage({ params, searchParams }: OverviewPageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const filter = parseOverviewFilter(project, await searchParams)
  const purges = { project, limit: LAST_PURGES }
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...projectQueries.overview(filter), queryFn: () => getOverview(ctx, filter) }),
        client.prefetchQuery({
          ...projectQueries.costs({ project }),
          queryFn: () => listProjectCosts(ctx, { project }),
        }),
        client.prefetchQuery({ ...purgeQueries.list(purges), queryFn: () => listPurges(ctx, purges) }),
        prefetchDeployments(client, ctx, project),
      ]}
    >
      <OverviewView project={project} />
    </OperatorPage>
  )
}
