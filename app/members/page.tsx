import type { Metadata } from 'next'
import { OperatorPage, viewerOf } from '@/app/operator-page'
import { OwnersOnly } from '@/components/access/owners-only'
import { MembersView } from '@/components/members/members-view'
import { TopShell } from '@/components/shell/top-shell'
import { listMembers } from '@/lib/ops/members/list-members'
import { listProjects } from '@/lib/ops/projects/list-projects'
import { memberQueries } from '@/lib/queries/members'
import { projectQueries } from '@/lib/queries/projects'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Members' }

export default async function MembersPage() {
  const ctx = await requireOperator()
  const viewer = await viewerOf(ctx)
  const isOwner = viewer.role === 'owner'
  return (
    <OperatorPage
      prefetch={(client) =>
        isOwner
          ? [
              client.prefetchQuery({ ...memberQueries.list(), queryFn: () => listMembers(ctx) }),
              client.prefetchQuery({ ...projectQueries.list(), queryFn: () => listProjects(ctx) }),
            ]
          : []
      }
    >
      <TopShell {...viewer}>
        {isOwner ? <MembersView /> : <OwnersOnly title="Members" question="who may do what?" />}
      </TopShell>
    </OperatorPage>
  )
}
