import type { JobKind } from '@/lib/edge/job-kind'
import type { OpenEdge } from '@/lib/server/open-edge'

/** Every kind of job that an edge runs. One kind is one line here, and one file in lib/server/jobs. */
export function jobKinds(_edge: OpenEdge): readonly JobKind[] {
  return []
}
