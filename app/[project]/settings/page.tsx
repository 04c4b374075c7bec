import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { ProtectionView } from '@/components/protection/protection-view'
import { listDraftLinks } from '@/lib/ops/draft-links/list-draft-links'
import { getProtection } from '@/lib/ops/protection/get-protection'
import { protectionQueries } from '@/lib/queries/protection'
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
      ]}
    >
      <ProtectionView project={project} />
    </OperatorPage>
  )
}
