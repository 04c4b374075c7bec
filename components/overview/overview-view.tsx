'use client'

import { useQuery } from '@tanstack/react-query'
import { EdgesPanel } from '@/components/overview/edges-panel'
import { FirstRequest } from '@/components/overview/first-request'
import { InvocationsPanel } from '@/components/overview/invocations-panel'
import { Kpis, KpisSkeleton } from '@/components/overview/kpis'
import { LastDeployments } from '@/components/overview/last-deployments'
import { LastPurges } from '@/components/overview/last-purges'
import { NeedsALook } from '@/components/overview/needs-a-look'
import { OutcomesPanel, OutcomesSkeleton } from '@/components/overview/outcomes-panel'
import { parseOverviewFilter } from '@/components/overview/overview-filter'
import { PurgeButton } from '@/components/purges/purge-button'
import { DeploymentSelect, DomainSelect, WindowSelect } from '@/components/shell/filters'
import { panelCommands } from '@/components/shell/panel-commands'
import { useUrlParams } from '@/components/shell/use-url-params'
import { CopyAs } from '@/components/ui/copy-as'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import type { Overview, OverviewInput } from '@/lib/contract/projects'
import { projectQueries } from '@/lib/queries/projects'

/** What happens in a project now. */
export function OverviewView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const filter = parseOverviewFilter(project, params)
  const query = useQuery(projectQueries.overview(filter))
  return (
    <>
      <PageHead
        title="Overview"
        question="what happens in this project now"
        actions={
          <>
            <DomainSelect project={project} domain={filter.domain} onChange={(domain) => change({ domain })} />
            <DeploymentSelect
              project={project}
              deployment={filter.deployment}
              onChange={(deployment) => change({ deployment })}
            />
            <WindowSelect window={filter.window} onChange={(window) => change({ window })} />
            <CopyAs commands={() => panelCommands.overview(filter)} />
            <PurgeButton project={project} />
          </>
        }
      />
      <Loaded
        query={query}
        loading={
          <>
            <KpisSkeleton />
            <OutcomesSkeleton />
          </>
        }
        failure="The overview could not be loaded."
      >
        {(overview) => <OverviewPanels overview={overview} filter={filter} />}
      </Loaded>
    </>
  )
}

/** All panels of an overview; the way to the first request where there was none yet. */
export function OverviewPanels({ overview, filter }: { overview: Overview; filter: OverviewInput }) {
  const { project } = overview
  const costs = useQuery(projectQueries.costs({ project }))
  const isNew = overview.totals.requests === 0 && overview.previous.requests === 0 && overview.pathCount === 0
  return (
    <>
      <Kpis overview={overview} costs={costs.data} />
      {isNew ? <FirstRequest project={project} /> : <OutcomesPanel overview={overview} filter={filter} />}
      <div className="grid gap-4 lg:grid-cols-2">
        <LastPurges project={project} />
        <NeedsALook project={project} findings={overview.needsALook} />
        <InvocationsPanel project={project} causes={overview.invocationsByCause} durations={overview.callDurations} />
        <LastDeployments project={project} />
        <EdgesPanel edges={overview.edges} />
      </div>
    </>
  )
}
