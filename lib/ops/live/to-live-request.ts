import { decision as decisionSchema } from '@/lib/contract/decision'
import type { LiveRequest } from '@/lib/contract/live'
import type { RemoteLiveRequest } from '@/lib/engine/tail/live-request'
import { instant } from '@/lib/ops/instant'

/** A request as the API tells it, of the edge that answered it. */
export function toLiveRequest(
  told: RemoteLiveRequest,
  edge: { readonly id: string; readonly region: string },
): LiveRequest {
  const { atMs, deploymentId, durationMs, decision, ...rest } = told
  return {
    ...rest,
    at: instant(atMs),
    durationMs: Math.round(durationMs * 100) / 100,
    deployment: deploymentId,
    edge: edge.id,
    region: edge.region,
    // An edge of another version of Freshet may tell one that this one does not know.
    decision: decisionSchema.safeParse(decision).data ?? null,
  }
}
