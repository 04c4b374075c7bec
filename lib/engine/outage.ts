import type { Engine } from '@/lib/engine/engine'
import { unavailable } from '@/lib/engine/refusal'
import type { EngineRequest } from '@/lib/engine/request'

/** The answer when neither memory nor the database can be read: an outage, not an absence. */
export function away(
  engine: Engine,
  request: EngineRequest,
  failure: { readonly doing: string; readonly error: unknown },
) {
  engine.observe({ type: 'store_unavailable', ...failure })
  return unavailable(request)
}
