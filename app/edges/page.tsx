import type { Metadata } from 'next'
import { OperatorPage, viewerOf } from '@/app/operator-page'
import { EdgesView } from '@/components/edges/edges-view'
import { TopShell } from '@/components/shell/top-shell'
import { listEdges } from '@/lib/ops/edges/list-edges'
import { edgeQueries } from '@/lib/queries/edges'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Edges' }

export default async function EdgesPage() {
  const ctx = await requireOperator()
  return (
    <OperatorPage
      prefetch={(client) => [client.prefetchQuery({ ...edgeQueries.list(), queryFn: () => listEdges(ctx) })]}
    >
      <TopShell {...(await viewerOf(ctx))}>
        <EdgesView />
      </TopShell>
    </OperatorPage>
  )
}
