import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { parseUsageFilter, parseWhatIf } from '@/components/usage/usage-filter'
import { UsageView } from '@/components/usage/usage-view'
import { getProjectPrices } from '@/lib/ops/prices/get-project-prices'
import { listSheets } from '@/lib/ops/prices/list-sheets'
import { getUsage } from '@/lib/ops/usage/get-usage'
import { getWhatIf } from '@/lib/ops/usage/get-what-if'
import { usageQueries } from '@/lib/queries/usage'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Usage' }

type UsagePageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function UsagePage({ params, searchParams }: UsagePageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const asked = await searchParams
  const filter = parseUsageFilter(project, asked)
  const whatIf = parseWhatIf(project, asked)
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...usageQueries.shown(filter), queryFn: () => getUsage(ctx, filter) }),
        client.prefetchQuery({ ...usageQueries.prices(project), queryFn: () => getProjectPrices(ctx, { project }) }),
        client.prefetchQuery({ ...usageQueries.sheets(), queryFn: () => listSheets(ctx) }),
      ]}
      later={(client) =>
        void client.prefetchQuery({ ...usageQueries.whatIf(whatIf), queryFn: () => getWhatIf(ctx, whatIf) })
      }
    >
      <UsageView project={project} />
    </OperatorPage>
  )
}
