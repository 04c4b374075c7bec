'use client'

import { useQuery } from '@tanstack/react-query'
import { EdgeTable } from '@/components/edges/edge-table'
import { fleetWords } from '@/components/edges/fleet-words'
import { panelCommands } from '@/components/shell/panel-commands'
import { Banner } from '@/components/ui/banner'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { Edge } from '@/lib/contract/edges'
import { edgeQueries } from '@/lib/queries/edges'

/** Whether the fleet is in step. */
export function EdgesView() {
  const query = useQuery(edgeQueries.list())
  return (
    <>
      <PageHead
        title="Edges"
        question="is the fleet in step?"
        actions={<CopyAs commands={() => panelCommands.edges()} />}
      />
      {query.data && <FleetBanner edges={query.data.edges} />}
      <Panel title="Fleet" note={query.data && fleetWords(query.data.edges)}>
        <Loaded
          query={query}
          loading={<SkeletonRows count={3} label="Loading edges" />}
          failure="The edges could not be loaded."
        >
          {({ edges }) => (edges.length === 0 ? <NoEdges /> : <EdgeTable edges={edges} />)}
        </Loaded>
      </Panel>
      <p className="mt-2.5 text-faint">Those that were heard of in the last day. An edge beats once a second.</p>
    </>
  )
}

/** What an edge that is out of touch means for visitors. */
export function FleetBanner({ edges }: { edges: readonly Edge[] }) {
  const lost = edges.filter(({ state }) => state === 'out_of_touch')
  if (lost.length === 0) return null
  return (
    <Banner
      tone="danger"
      title={lost.length === 1 ? 'An edge is out of touch.' : `${lost.length} edges are out of touch.`}
    >
      The database has not heard of {lost.map(({ region, id }) => `${id.slice(0, 12)} (${region})`).join(', ')} for 3 s
      or more. If it still runs it shows what it has as STALE and obeys no purge until it is back; if it was killed,
      start it again.
    </Banner>
  )
}

/** What stands where no edge was heard of. */
export function NoEdges() {
  return (
    <Empty title="No edge is running" command="npm start">
      Sites are not served until one runs.
    </Empty>
  )
}
