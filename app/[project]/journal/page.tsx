import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { JournalView } from '@/components/purges/journal-view'
import { JOURNAL_LIMIT } from '@/components/purges/limits'
import { listPurges } from '@/lib/ops/purges/list-purges'
import { purgeQueries } from '@/lib/queries/purges'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Journal' }

export default async function JournalPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  const input = { project, limit: JOURNAL_LIMIT }
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...purgeQueries.list(input), queryFn: () => listPurges(ctx, input) }),
      ]}
    >
      <JournalView project={project} />
    </OperatorPage>
  )
}
