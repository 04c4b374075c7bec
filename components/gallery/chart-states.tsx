'use client'

import { OutcomeTable } from '@/components/charts/outcome-table'
import { Example } from '@/components/gallery/example'
import { KpisSkeleton } from '@/components/overview/kpis'
import { OutcomesSkeleton } from '@/components/overview/outcomes-panel'
import { OverviewPanels } from '@/components/overview/overview-view'
import { ProjectGrid, ProjectsSkeleton } from '@/components/projects/projects-view'
import { NO_REQUESTS } from '@/components/testing/instants'
import { dayOfSteps, overviewWith, projectWith } from '@/components/testing/overviews'
import { Panel } from '@/components/ui/panel'

/** Projects and overview. */
export function ChartStates() {
  const nothing = { requests: 0, hitRatio: null, readUnits: 0, writeUnits: 0, invocations: 0 }
  return (
    <>
      <Example name="Projects">
        <ProjectGrid
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
        <ProjectGrid projects={[]} />
      </Example>
      <Example name="Projects: loading">
        <ProjectsSkeleton />
      </Example>
      <Example name="Overview">
        <OverviewPanels overview={overviewWith()} />
      </Example>
      <Example name="Overview: nothing yet">
        <OverviewPanels
          overview={overviewWith({
            series: [],
            totals: { ...NO_REQUESTS, ...nothing, errors: 0, bytesOut: 0 },
            previous: nothing,
            invocationsByCause: [],
            events: [],
            needsALook: [],
            edges: [],
            pathCount: 0,
          })}
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
