import { z } from 'zod'
import { endpoint } from '@/lib/contract/endpoint'
import { instant } from '@/lib/contract/fields'

/**
 * `in_step`: it obeys the journal up to its newest row. `behind`: not yet. `out_of_touch`: the database has not heard of it
 * for 3 s, so that it calls nothing a HIT any more, if it still runs. `stopped`: it said so.
 */
const edgeState = z.enum(['in_step', 'behind', 'out_of_touch', 'stopped'])
export type EdgeState = z.infer<typeof edgeState>

export const edge = z.object({
  id: z.string(),
  region: z.string(),
  state: edgeState,
  /** Since when it is out of touch or stopped; `null` otherwise. */
  since: instant.nullable(),
  /** The number of the journal that it had applied when it was last heard of, and how many rows that is behind. */
  appliedSeq: z.number().int(),
  lag: z.number().int(),
  /** Of Freshet, as it says; `null` of one that is older than this field. */
  version: z.string().nullable(),
  /** Memory of its process, when it was last heard from. */
  memoryBytes: z.number().nullable(),
  startedAt: instant,
  heartbeatAt: instant,
})
export type Edge = z.infer<typeof edge>

const edgeList = z.object({ edges: z.array(edge) })
export type EdgeList = z.infer<typeof edgeList>

export const edgeEndpoints = {
  listEdges: endpoint({
    method: 'GET',
    path: '/api/v1/edges',
    input: z.object({}),
    output: edgeList,
    scope: 'read',
    summary: 'Edges heard from in the last day: region, state, and how far each has applied the journal.',
  }),
}
