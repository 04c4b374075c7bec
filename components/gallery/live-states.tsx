'use client'

import { Example } from '@/components/gallery/example'
import { LiveBar } from '@/components/live/live-bar'
import { type LiveState, liveBeginning } from '@/components/live/live-state'
import { LiveTable } from '@/components/live/live-table'
import { NoRequests, NoSuchRequest } from '@/components/live/live-view'
import { RequestFacts, RequestWhy } from '@/components/live/request-sheet'
import { before } from '@/components/testing/instants'
import { liveRequestWith } from '@/components/testing/live-requests'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

const ignore = () => undefined

const REQUESTS = [
  liveRequestWith(),
  liveRequestWith({ status: 'STALE', reason: 'stale_tag', durationMs: 0.3, ageSeconds: 3_700 }),
  liveRequestWith({ status: 'MISS', reason: 'cold', durationMs: 412, path: '/sale/autumn', page: '/sale/autumn' }),
  liveRequestWith({ status: 'REVALIDATED', reason: 'tag_deleted', durationMs: 1_204, region: 'fra' }),
  liveRequestWith({ status: 'PRERENDER', path: '/about', ageSeconds: 90_000 }),
  liveRequestWith({ status: 'BYPASS', reason: 'draft_mode', ageSeconds: null }),
  liveRequestWith({
    status: 'NONE',
    code: 404,
    path: `/wp-admin/${'setup/'.repeat(30)}`,
    page: null,
    ageSeconds: null,
  }),
  liveRequestWith({ status: 'MISS', reason: 'error', code: 502, method: 'POST', path: '/api/cart', ageSeconds: null }),
].map((request, at) => ({ ...request, id: `edg_1-${at}`, at: before(at * 137) }))

const EDGES = [
  { id: 'edg_8f2c1b7a90de', region: 'ams', state: 'reading' as const },
  { id: 'edg_11aa22bb33cc', region: 'fra', state: 'reading' as const },
]

function stateWith(parts: Partial<LiveState> = {}): LiveState {
  return { ...liveBeginning({ requests: REQUESTS, edges: EDGES }), phase: { kind: 'live' }, ...parts }
}

const BARS: readonly LiveState[] = [
  stateWith(),
  stateWith({ phase: { kind: 'connecting' } }),
  stateWith({ isPaused: true, heldCount: 1_204, droppedCount: 312 }),
  stateWith({ phase: { kind: 'broken', message: 'The dashboard does not answer.' } }),
  stateWith({ gapSeconds: 12.2 }),
  stateWith({ edges: EDGES.map((edge, at) => (at === 0 ? edge : { ...edge, state: 'unreachable' })) }),
  stateWith({ phase: { kind: 'refused', message: 'Sign in, or send a token.' } }),
]

/** The live tail: full, each state of its stream, empty, nothing that matches, loading, failed; and one request by itself. */
export function LiveStates() {
  return (
    <Example name="Live">
      <Panel>
        <LiveBar state={stateWith()} onPause={ignore} />
        <LiveTable rows={REQUESTS} onShow={ignore} />
      </Panel>
      <Panel>
        {BARS.map((state, at) => (
          <LiveBar key={String(at)} state={state} onPause={ignore} />
        ))}
      </Panel>
      <Panel>
        <NoRequests project="storefront" />
      </Panel>
      <Panel>
        <NoSuchRequest onWiden={ignore} />
      </Panel>
      <Panel>
        <SkeletonRows count={4} label="Loading live requests" />
      </Panel>
      <Panel>
        <Failure
          title="The live requests could not be loaded."
          message="The database does not answer."
          onRetry={ignore}
        />
      </Panel>
      <Panel title="Request" className="max-w-[460px]">
        <RequestFacts project="storefront" request={liveRequestWith({ status: 'STALE', reason: 'stale_tag' })} />
        <RequestWhy project="storefront" request={liveRequestWith()} />
      </Panel>
    </Example>
  )
}
