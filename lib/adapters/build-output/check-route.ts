import { RouteError } from '@/lib/engine/routing/pattern'
import type { RouteRule } from '@/lib/engine/routing/route-rule'

/** Of `has` and of `missing`, each. */
const MAX_CONDITIONS = 16
const MAX_HEADERS = 100

/**
 * What the reference's builder refuses of a rule that would compile: more than its limits, and a rule that its phase
 * has no use for. Throws `RouteError`.
 */
export function checkRoute(rule: RouteRule): void {
  const { src, has, missing, headers } = rule
  for (const [key, conditions] of [
    ['has', has],
    ['missing', missing],
  ] as const) {
    if (conditions.length <= MAX_CONDITIONS) continue
    throw new RouteError(key, `The route "${src}" has ${conditions.length} conditions; ${MAX_CONDITIONS} are possible.`)
  }
  if (headers.length > MAX_HEADERS) {
    throw new RouteError('headers', `The route "${src}" sets ${headers.length} headers; ${MAX_HEADERS} are possible.`)
  }
  if (rule.phase === 'hit') checkHit(rule)
  if (rule.phase === 'miss') checkMiss(rule)
}

/** What answers is found by then: such a rule adds headers to it. */
function checkHit({ src, dest, status, isContinuing }: RouteRule): void {
  const refuse = (key: string, reason: string) =>
    new RouteError(key, `The route "${src}" after "handle: hit" ${reason}`)
  if (dest !== null)
    throw refuse('dest', 'has a "dest", but what it leads to is found already: only headers can be set.')
  if (status !== null)
    throw refuse('status', 'has a "status", but that of a found file stands: only headers can be set.')
  if (!isContinuing) throw refuse('continue', 'needs "continue": true.')
}

/** Nothing is found: such a rule names another path to look at, or adds headers. */
function checkMiss({ src, dest, isChecked, isContinuing }: RouteRule): void {
  const refuse = (key: string, reason: string) =>
    new RouteError(key, `The route "${src}" after "handle: miss" ${reason}`)
  if (dest !== null && !isChecked) throw refuse('check', 'has a "dest" and needs "check": true.')
  if (dest === null && !isContinuing) throw refuse('continue', 'has no "dest" and needs "continue": true.')
}
