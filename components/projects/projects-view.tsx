'use client'

import { useQuery } from '@tanstack/react-query'
import { ProjectCard } from '@/components/projects/project-card'
import { CommandLine } from '@/components/ui/command-line'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import type { ProjectCosts, ProjectSummary } from '@/lib/contract/projects'
import { projectQueries } from '@/lib/queries/projects'

/** All projects, and how each does. */
export function ProjectsView() {
  const query = useQuery(projectQueries.list())
  const costs = useQuery(projectQueries.costs())
  return (
    <>
      <PageHead title="Projects" question="how are my sites?" />
      <Loaded query={query} loading={<ProjectsSkeleton />} failure="The projects could not be loaded.">
        {({ projects }) => <ProjectGrid projects={projects} costs={costs.data} />}
      </Loaded>
    </>
  )
}

/** `npx` finds the command in the folder of Freshet only, elsewhere a stranger's package: a site is named from there. */
const DEPLOY_COMMAND = 'npx freshet deploy ../my-site --project my-site --prod'

const grid = 'grid gap-4 sm:grid-cols-2 lg:grid-cols-3'

type ProjectGridProps = {
  projects: readonly ProjectSummary[]
  /** `undefined`: not known yet, or not to be had. */
  costs: ProjectCosts | undefined
}

/** Projects side by side; without any, the command that makes the first. */
export function ProjectGrid({ projects, costs }: ProjectGridProps) {
  if (projects.length === 0) {
    return (
      <Panel>
        <Empty title="No project yet" command={DEPLOY_COMMAND}>
          The first deployment makes its project. Run it in the folder of Freshet.
        </Empty>
      </Panel>
    )
  }
  return (
    <>
      <ul className={grid}>
        {projects.map((project) => (
          <ProjectCard
            key={project.name}
            project={project}
            cost={costs?.costs.find((cost) => cost.project === project.name)}
          />
        ))}
      </ul>
      <section aria-label="Deploy another site" className="mt-6 max-w-xl">
        <h2 className="mb-1.5 text-muted">Deploy another site, from the folder of Freshet</h2>
        <CommandLine command={DEPLOY_COMMAND} />
      </section>
    </>
  )
}

/** The places of three projects while they load. */
export function ProjectsSkeleton() {
  return (
    <div role="status" aria-label="Loading projects" className={grid}>
      {[1, 2, 3].map((place) => (
        <Skeleton key={place} className="h-[196px] rounded-lg" />
      ))}
    </div>
  )
}
