import type { ListLiveInput, LiveList } from '@/lib/contract/live'
import type { OpsContext } from '@/lib/ops/context'
import { instant } from '@/lib/ops/instant'
import { openLive } from '@/lib/ops/live/open-live'
import { toLiveRequest } from '@/lib/ops/live/to-live-request'

/** The newest requests that the edges which run remember; those that do not answer are named. */
export async function listLive(ctx: OpsContext, input: ListLiveInput): Promise<LiveList> {
  const { filter, edges, nowMs } = await openLive(ctx, input)
  const asked = await Promise.all(
    edges.map(async (edge) => {
      const told = await ctx.edges.recentRequests(edge.controlUrl, { filter, limit: input.limit })
      const state = told === undefined ? ('unreachable' as const) : ('reading' as const)
      return { edge: { id: edge.id, region: edge.region, state }, told: told?.map((each) => toLiveRequest(each, edge)) }
    }),
  )
  const requests = asked.flatMap(({ told }) => told ?? []).toSorted((one, other) => one.at.localeCompare(other.at))
  return { requests: requests.slice(-input.limit), edges: asked.map(({ edge }) => edge), now: instant(nowMs) }
}
