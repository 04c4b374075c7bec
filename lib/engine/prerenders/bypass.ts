import { serveLive } from '@/lib/engine/calls/live-call'
import type { PrerenderOutput, Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { type Entry, NO_COVER } from '@/lib/engine/entry'
import { headerOf } from '@/lib/engine/headers'
import { receivedBody } from '@/lib/engine/metering/counted'
import type { Place } from '@/lib/engine/metering/tally'
import type { BypassReason, Outcome } from '@/lib/engine/outcome'
import { findStored } from '@/lib/engine/prerenders/cached-answers'
import { actionAfterState, isServerAction } from '@/lib/engine/prerenders/partial-page'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { prerenderTarget } from '@/lib/engine/steps/admit'
import { judge } from '@/lib/engine/steps/judge'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'

type Asked = {
  readonly request: EngineRequest
  readonly target: Target
  readonly resolution: OutputResolution
}

/** A prerender's function, called for one visitor with their own request: the cache may not answer. */
export async function serveBypassed(
  engine: Engine,
  asked: Asked,
  { output, place, reason }: { readonly output: PrerenderOutput; readonly place: Place; readonly reason: BypassReason },
): Promise<EngineResponse> {
  const { request, target, resolution } = asked
  const sent = await serverAction(engine, asked, output, place)
  const outcome: Outcome = { status: 'BYPASS', reason }
  const cause = reason === 'draft_mode' ? 'draft' : 'live'
  const call = { target, resolution, function: output.function, outcome, cause, place } as const
  return serveLive(engine, request, { ...call, ...sent })
}

/** Whether what is stored may not be shown to this visitor (`afterCacheBypass`): all conditions of one rule hold. */
export function isBypassedAfter({ site, headers }: Target, { version }: Entry): boolean {
  return site.deployment.afterCacheBypass.some((rule) =>
    rule.every(({ of, key, value }) => {
      const found = of === 'request' ? headers.get(key) : headerOf(version.headers, key)
      return found !== undefined && (value === null || value(found) !== undefined)
    }),
  )
}

/** Whether what is stored can bypass the cache by itself: then no request may skip the question. */
export function mayBypassByEntry({ deployment }: Site): boolean {
  return deployment.afterCacheBypass.some((rule) => rule.every(({ of }) => of === 'stored'))
}

/** A server action of a page that has a postponed state is sent behind it; any other request as it is. */
async function serverAction(
  engine: Engine,
  { request, target, resolution }: Asked,
  output: PrerenderOutput,
  place: Place,
) {
  if (output.chain === null || !isServerAction(request, target)) return {}
  const found = await findStored(engine, prerenderTarget(target, resolution, output))
  const verdict = judge(found?.entry, found?.cover ?? NO_COVER, engine.clock.nowMs())
  const state = verdict.kind === 'unusable' ? null : verdict.entry.version.state
  return state === null
    ? {}
    : { sent: actionAfterState({ ...request, body: receivedBody(engine, place, request) }, target, state) }
}
