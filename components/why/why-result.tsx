import { Banner } from '@/components/ui/banner'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { DecisionView } from '@/components/why/decision-view'
import { edgeNames } from '@/components/why/edge-names'
import { sameEdges } from '@/lib/contract/same-edges'
import type { UrlWhy } from '@/lib/contract/why'

/** What each edge would answer, and why; edges that say the same once. */
export function WhyResult({ why }: { why: UrlWhy }) {
  const { told, silent } = sameEdges(why.edges)
  return (
    <div className="flex flex-col gap-4">
      {told.length > 1 && (
        <Banner tone="info" title="The edges give different answers.">
          Each edge has its own memory and reads the journal on its own.
        </Banner>
      )}
      {silent.length > 0 && (
        <Banner tone="danger" title={`No answer from ${edgeNames(silent)}.`}>
          It is running but did not answer on its control port, so what it would serve is not known.
        </Banner>
      )}
      {told.map(({ explained, edges }) => (
        <Panel key={edges[0]?.id} title={edgeNames(edges)} note={edges.length === 1 ? 'edge' : `${edges.length} edges`}>
          <DecisionView explained={explained} project={why.project} />
        </Panel>
      ))}
    </div>
  )
}

/** The place of the answer while edges are asked. */
export function WhySkeleton() {
  return (
    <div role="status" aria-label="Asking the edges">
      <Skeleton className="h-80 rounded-lg" />
    </div>
  )
}
