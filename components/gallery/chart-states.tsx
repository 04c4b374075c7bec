'use client'

import { OutcomeTable } from '@/components/charts/outcome-table'
import { Example } from '@/components/gallery/example'
import { EdgesPanel } from '@/components/overview/edges-panel'
import { KpisSkeleton } from '@/components/overview/kpis'
import { OutcomesSkeleton } from '@/components/overview/outcomes-panel'
import { OverviewPanels } from '@/components/overview/overview-view'
import { ProjectGrid, ProjectsSkeleton } from '@/components/projects/projects-view'
import { before, MINUTE, NO_REQUESTS } from '@/components/testing/instants'
import { COSTS, dayOfSteps, edgeWith, overviewWith, projectWith } from '@/components/testing/overviews'
import { Panel } from '@/components/ui/panel'

const FILTER = { project: 'storefront', window: '24h' } as const

/** Projects and overview. */
export function ChartStates() {
  const nothing = { requests: 0, hitRatio: null, readUnits: 0, writeUnits: 0, invocations: 0, errors: 0 }
  return (
    <>
      <Example name="Projects">
        <ProjectGrid
          costs={COSTS}
          projects={[
            projectWith(),
            projectWith({
              name: 'docs',
              domains: [],
              framework: null,
              requests: 0,
              hitRatio: null,
              sparkline: [],
              currentDeployment: null,
              deployedAt: null,
            }),
          ]}
        />
      </Example>
      <Example name="Projects: none">
        <ProjectGrid projects={[]} costs={undefined} />
      </Example>
      <Example name="Projects: loading">
        <ProjectsSkeleton />
      </Example>
      <Example name="Overview">
        <OverviewPanels overview={overviewWith()} filter={FILTER} />
      </Example>
      <Example name="Overview: nothing yet">
        <OverviewPanels
          filter={FILTER}
          overview={overviewWith({
            series: [],
            totals: { ...NO_REQUESTS, ...nothing, bytesOut: 0 },
            previous: nothing,
            invocationsByCause: [],
            callDurations: { p50: null, p95: null },
            servedAge: null,
            events: [],
            needsALook: [],
            edges: [],
            pathCount: 0,
            isPathCountLeast: false,
          })}
        />
      </Example>
      <Example name="Edges in every state">
        <EdgesPanel
          edges={[
            edgeWith(),
            edgeWith({ id: 'edge_ams1', region: 'ams', state: 'behind', lag: 3 }),
            edgeWith({ id: 'edge_lon1', region: 'lon', state: 'out_of_touch', since: before(4 * MINUTE) }),
            edgeWith({ id: 'edge_nyc1', region: 'nyc', state: 'stopped', since: before(9 * MINUTE) }),
          ]}
        />
      </Example>
      <Example name="Overview: loading">
        <KpisSkeleton />
        <OutcomesSkeleton />
      </Example>
      <Example name="Outcomes as a table">
        <Panel title="Outcomes">
          <OutcomeTable series={dayOfSteps()} />
        </Panel>
      </Example>
    </>
  )
}
