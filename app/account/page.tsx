import type { Metadata } from 'next'
import { OperatorPage, viewerOf } from '@/app/operator-page'
import { AccountView } from '@/components/account/account-view'
import { TopShell } from '@/components/shell/top-shell'
import { listSessions } from '@/lib/ops/access/list-sessions'
import { accessQueries } from '@/lib/queries/access'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Account' }

export default async function AccountPage() {
  const ctx = await requireOperator()
  const viewer = await viewerOf(ctx)
  return (
    <OperatorPage
      prefetch={(client) => [client.prefetchQuery({ ...accessQueries.sessions(), queryFn: () => listSessions(ctx) })]}
    >
      <TopShell {...viewer}>
        <AccountView email={viewer.email} />
      </TopShell>
    </OperatorPage>
  )
}
