'use client'

import { useQuery } from '@tanstack/react-query'
import { fleetWords, runningEdges } from '@/components/edges/fleet-words'
import { hrefs } from '@/components/shell/hrefs'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { edgeQueries } from '@/lib/queries/edges'

/** Whether the fleet is in step, on every page of a project; leads to the edges. */
export function FleetLink({ onNavigate }: { onNavigate?: () => void }) {
  const { data } = useQuery(edgeQueries.list())
  const isInStep = data === undefined || runningEdges(data.edges).every(({ state }) => state === 'in_step')
  return (
    <Link
      href={hrefs.edges()}
      {...(onNavigate ? { onNavigate } : {})}
      className="mt-auto flex items-center gap-2 rounded-md px-2.5 py-1.5 pt-3 text-muted hover:text-text"
    >
      Edges
      {data && (
        <span className={cn('ml-auto text-sm', isInStep ? 'text-status-hit' : 'text-danger')}>
          {fleetWords(data.edges)}
        </span>
      )}
    </Link>
  )
}
