'use client'

import { useQuery } from '@tanstack/react-query'
import { fleetWords, runningEdges } from '@/components/edges/fleet-words'
import { hrefs } from '@/components/shell/hrefs'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import type { Edge } from '@/lib/contract/edges'
import { edgeQueries } from '@/lib/queries/edges'

/** Whether the fleet is in step, on every page of a project; leads to the edges. */
export function FleetLink({ onNavigate }: { onNavigate?: () => void }) {
  const { data } = useQuery(edgeQueries.list())
  const states = runningEdges(data?.edges ?? []).map(({ state }) => state)
  return (
    <Link
      href={hrefs.edges()}
      {...(onNavigate ? { onNavigate } : {})}
      className="mt-auto flex items-center gap-2 rounded-md px-2.5 py-1.5 pt-3 text-muted hover:text-text"
    >
      Edges
      {data && <span className={cn('ml-auto text-sm', colorOf(states))}>{fleetWords(data.edges)}</span>}
    </Link>
  )
}

/** For a moment after each purge edges are behind: that is no alarm. */
function colorOf(states: readonly Edge['state'][]): string {
  if (states.length === 0 || states.includes('out_of_touch')) return 'text-danger'
  return states.includes('behind') ? 'text-muted' : 'text-status-hit'
}
