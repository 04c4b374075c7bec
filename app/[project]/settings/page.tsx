import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { SettingsView } from '@/components/protection/settings-view'
import { listDraftLinks } from '@/lib/ops/draft-links/list-draft-links'
import { listEdges } from '@/lib/ops/edges/list-edges'
import { getProjectPrices } from '@/lib/ops/prices/get-project-prices'
import { listSheets } from '@/lib/ops/prices/list-sheets'
import { getProtection } from '@/lib/ops/protection/get-protection'
import { edgeQueries } from '@/lib/queries/edges'
import { protectionQueries } from '@/lib/queries/protection'
import { usageQueries } from '@/lib/queries/usage'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  const { ofProject, links } = protectionQueries
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...ofProject(project), queryFn: () => getProtection(ctx, { project }) }),
        client.prefetchQuery({ ...links(project), queryFn: () => listDraftLinks(ctx, { project }) }),
        client.prefetchQuery({ ...usageQueries.prices(project), queryFn: () => getProjectPrices(ctx, { project }) }),
        client.prefetchQuery({ ...usageQueries.sheets(), queryFn: () => listSheets(ctx) }),
        client.prefetchQuery({ ...edgeQueries.list(), queryFn: () => listEdges(ctx) }),
      ]}
    >
      <SettingsView project={project} />
    </OperatorPage>
  )
}
