import { OperatorPage, viewerOf } from '@/app/operator-page'
import { ProjectsView } from '@/components/projects/projects-view'
import { TopShell } from '@/components/shell/top-shell'
import { listProjectCosts } from '@/lib/ops/projects/list-project-costs'
import { listProjects } from '@/lib/ops/projects/list-projects'
import { projectQueries } from '@/lib/queries/projects'
import { requireOperator } from '@/lib/server/session'

export default async function ProjectsPage() {
  const ctx = await requireOperator()
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...projectQueries.list(), queryFn: () => listProjects(ctx) }),
        client.prefetchQuery({ ...projectQueries.costs(), queryFn: () => listProjectCosts(ctx, {}) }),
      ]}
    >
      <TopShell {...(await viewerOf(ctx))}>
        <ProjectsView />
      </TopShell>
    </OperatorPage>
  )
}
