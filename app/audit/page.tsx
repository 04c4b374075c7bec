import type { Metadata } from 'next'
import { OperatorPage, viewerOf } from '@/app/operator-page'
import { OwnersOnly } from '@/components/access/owners-only'
import { parseAuditFilter } from '@/components/audit/audit-filter'
import { AuditView } from '@/components/audit/audit-view'
import { TopShell } from '@/components/shell/top-shell'
import { listAudit } from '@/lib/ops/audit/list-audit'
import { listProjects } from '@/lib/ops/projects/list-projects'
import { auditQueries } from '@/lib/queries/audit'
import { projectQueries } from '@/lib/queries/projects'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Audit' }

type AuditPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const ctx = await requireOperator()
  const viewer = await viewerOf(ctx)
  const isOwner = viewer.role === 'owner'
  const filter = parseAuditFilter(await searchParams)
  return (
    <OperatorPage
      prefetch={(client) =>
        isOwner
          ? [
              client.prefetchQuery({ ...auditQueries.list(filter), queryFn: () => listAudit(ctx, filter) }),
              client.prefetchQuery({ ...projectQueries.list(), queryFn: () => listProjects(ctx) }),
            ]
          : []
      }
    >
      <TopShell {...viewer}>{isOwner ? <AuditView /> : <OwnersOnly title="Audit" question="who did what?" />}</TopShell>
    </OperatorPage>
  )
}
