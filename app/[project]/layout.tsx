import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { OperatorPage, viewerOf } from '@/app/operator-page'
import { ProjectShell } from '@/components/shell/project-shell'
import { listEdges } from '@/lib/ops/edges/list-edges'
import { listProjects } from '@/lib/ops/projects/list-projects'
import { edgeQueries } from '@/lib/queries/edges'
import { projectQueries } from '@/lib/queries/projects'
import { requireOperator } from '@/lib/server/session'

type ProjectLayoutProps = { params: Promise<{ project: string }>; children: ReactNode }

export async function generateMetadata({ params }: ProjectLayoutProps): Promise<Metadata> {
  const { project } = await params
  return { title: { default: project, template: `%s · ${project} · Freshet` } }
}

export default async function ProjectLayout({ params, children }: ProjectLayoutProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const list = await listProjects(ctx)
  if (!list.projects.some(({ name }) => name === project)) notFound()
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...projectQueries.list(), queryFn: () => Promise.resolve(list) }),
        client.prefetchQuery({ ...edgeQueries.list(), queryFn: () => listEdges(ctx) }),
      ]}
    >
      <ProjectShell project={project} {...(await viewerOf(ctx))}>
        {children}
      </ProjectShell>
    </OperatorPage>
  )
}
