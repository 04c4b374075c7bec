'use client'

import { DomainForm } from '@/components/domains/domain-form'
import { DomainTable } from '@/components/domains/domain-table'
import { NoDomains } from '@/components/domains/domains-view'
import { EdgeTable } from '@/components/edges/edge-table'
import { FleetBanner, NoEdges } from '@/components/edges/edges-view'
import { Example } from '@/components/gallery/example'
import { domainWith } from '@/components/testing/fleet'
import { before } from '@/components/testing/instants'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { Edge } from '@/lib/contract/edges'

const ignore = () => undefined

const EDGE: Edge = {
  id: 'edg_5e1a7f0c9b2d',
  region: 'fra',
  state: 'in_step',
  since: null,
  appliedSeq: 48_211,
  lag: 0,
  version: '0.1.0',
  memoryBytes: 188_743_680,
  startedAt: before(86_400_000 * 3),
  heartbeatAt: before(700),
}
const EDGES: readonly Edge[] = [
  EDGE,
  { ...EDGE, id: 'edg_behind', region: 'iad', state: 'behind', appliedSeq: 48_200, lag: 11 },
  { ...EDGE, id: 'edg_lost', region: 'syd', state: 'out_of_touch', since: before(42_000), heartbeatAt: before(42_000) },
  {
    ...EDGE,
    id: 'edg_stopped',
    state: 'stopped',
    lag: 812,
    since: before(3_600_000),
    version: null,
    memoryBytes: null,
  },
]

/** Domains and edges: full, empty, loading, failed. */
export function FleetStates() {
  return (
    <>
      <Example name="Domains">
        <Panel>
          <DomainTable
            domains={[
              domainWith(),
              domainWith({ host: 'de.shop.example.com', deployment: 'dpl_other0000000', movedAt: null }),
              domainWith({ host: 'next.shop.example.com', environment: 'preview', group: null, deployment: null }),
            ]}
            live="dpl_7f3a9c2k1m8q"
            onMove={ignore}
            onRemove={ignore}
          />
        </Panel>
        <Panel>
          <NoDomains project="storefront" />
        </Panel>
        <Panel>
          <SkeletonRows count={3} label="Loading domains" />
        </Panel>
        <Panel>
          <Failure title="The domains could not be loaded." message="The database does not answer." onRetry={ignore} />
        </Panel>
        <Panel>
          <div className="max-w-md p-4">
            <DomainForm project="storefront" onAdded={ignore} />
          </div>
        </Panel>
      </Example>
      <Example name="Edges">
        <FleetBanner edges={EDGES} />
        <Panel>
          <EdgeTable edges={EDGES} />
        </Panel>
        <Panel>
          <NoEdges />
        </Panel>
        <Panel>
          <SkeletonRows count={3} label="Loading edges" />
        </Panel>
        <Panel>
          <Failure title="The edges could not be loaded." message="The database does not answer." onRetry={ignore} />
        </Panel>
      </Example>
    </>
  )
}
