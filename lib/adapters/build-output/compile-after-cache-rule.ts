import type { AfterCacheRule } from '@/lib/adapters/build-output/rule-schemas'
import type { AfterCacheCondition } from '@/lib/engine/deployment'
import { compileMatch } from '@/lib/engine/routing/conditions'

/** One rule of `afterCacheBypass`. Throws `RouteError` for a bad pattern. */
export function compileAfterCacheRule({ hasAll }: AfterCacheRule): AfterCacheCondition[] {
  return hasAll.map(({ type, key, value }) => ({
    of: type === 'request.header' ? 'request' : 'stored',
    key: key.toLowerCase(),
    value: value === undefined || value === null ? null : compileMatch(value, 'hasAll'),
  }))
}
