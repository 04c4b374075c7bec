import { DecisionView } from '@/components/why/decision-view'
import { edgeNames } from '@/components/why/edge-names'
import { sameEdges } from '@/lib/contract/same-edges'
import type { UrlWhy } from '@/lib/contract/why'

/** The sentence of each edge, with its steps behind it. */
export function ShortWhy({ why }: { why: UrlWhy }) {
  const { told, silent } = sameEdges(why.edges)
  return (
    <>
      {told.map(({ explained, edges }) => (
        <details key={edges[0]?.id} className="border-line border-b last:border-b-0">
          <summary className="cursor-pointer px-3.5 py-2.5">
            <span className="font-medium">{explained.sentence}</span>{' '}
            {(told.length > 1 || silent.length > 0) && <span className="text-muted">{edgeNames(edges)}</span>}
          </summary>
          <DecisionView explained={explained} project={why.project} />
        </details>
      ))}
      {silent.length > 0 && (
        <p role="alert" className="px-3.5 py-2.5 text-danger">
          No answer from {edgeNames(silent)}: what it would serve is not known.
        </p>
      )}
    </>
  )
}
