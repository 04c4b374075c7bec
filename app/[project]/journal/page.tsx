import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { parseJournalFilter } from '@/components/purges/journal-filter'
import { JournalView } from '@/components/purges/journal-view'
import { listJournal } from '@/lib/ops/journal/list-journal'
import { listScheduledPurges } from '@/lib/ops/purges/list-scheduled-purges'
import { purgeQueries } from '@/lib/queries/purges'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Journal' }

type JournalPageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function JournalPage({ params, searchParams }: JournalPageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const filter = parseJournalFilter(project, await searchParams)
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...purgeQueries.journal(filter), queryFn: () => listJournal(ctx, filter) }),
        client.prefetchQuery({
          ...purgeQueries.scheduled({ project }),
          queryFn: () => listScheduledPurges(ctx, { project }),
        }),
      ]}
    >
      <JournalView project={project} />
    </OperatorPage>
  )
}
