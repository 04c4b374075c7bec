import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { TokensView } from '@/components/tokens/tokens-view'
import { listTokens } from '@/lib/ops/tokens/list-tokens'
import { accessQueries } from '@/lib/queries/access'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Tokens' }

export default async function TokensPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  return (
    <OperatorPage
      prefetch={(client) => [client.prefetchQuery({ ...accessQueries.tokens(), queryFn: () => listTokens(ctx) })]}
    >
      <TokensView project={project} />
    </OperatorPage>
  )
}
