import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { TokensView } from '@/components/tokens/tokens-view'
import { listBypassTokens } from '@/lib/ops/bypass-tokens/list-bypass-tokens'
import { listTokens } from '@/lib/ops/tokens/list-tokens'
import { accessQueries } from '@/lib/queries/access'
import { bypassTokenQueries } from '@/lib/queries/bypass-tokens'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Tokens' }

export default async function TokensPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await requireOperator()
  const { project } = await params
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({
          ...bypassTokenQueries.list(project),
          queryFn: () => listBypassTokens(ctx, { project }),
        }),
        client.prefetchQuery({ ...accessQueries.tokens(), queryFn: () => listTokens(ctx) }),
      ]}
    >
      <TokensView project={project} />
    </OperatorPage>
  )
}
