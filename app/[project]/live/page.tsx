import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { parseLiveFilter } from '@/components/live/live-filter'
import { LiveView } from '@/components/live/live-view'
import { listLive } from '@/lib/ops/live/list-live'
import { LIVE_BEGINNING, liveQueries } from '@/lib/queries/live'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Live' }

type LivePageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function LivePage({ params, searchParams }: LivePageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const filter = parseLiveFilter(project, await searchParams)
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({
          ...liveQueries.recent(filter),
          queryFn: () => listLive(ctx, { ...filter, limit: LIVE_BEGINNING }),
        }),
      ]}
    >
      <LiveView project={project} />
    </OperatorPage>
  )
}
