import type { Engine } from '@/lib/engine/engine'
import type { Leasing } from '@/lib/engine/fleet-ports'
import type { Regenerated, Regeneration } from '@/lib/engine/prerenders/regenerate'
import type { PrerenderTarget } from '@/lib/engine/steps/admit'
import { judge } from '@/lib/engine/steps/judge'
import { lookupAnew } from '@/lib/engine/steps/lookup'
import type { RenderFailure } from '@/lib/engine/steps/render'
import type { DecisionNotes } from '@/lib/engine/why/decision-notes'

/** After so many holders, one after the other, an edge stops waiting: each of them may have failed. */
const HOLDERS_AWAITED = 2

/**
 * Runs `work` under the lease of the group, or resolves to what another edge has made meanwhile. Whether that page is good is
 * judged by its stamp and tags, never by the lease. Without a database this edge goes on alone.
 */
export async function leadOfFleet(
  engine: Engine,
  { prerender, why }: Pick<Regeneration, 'prerender' | 'why'>,
  work: () => Promise<Regenerated>,
): Promise<Regenerated> {
  const made = await takeLease(engine, prerender, why).catch((error: unknown) => alone(engine, prerender, error))
  return 'release' in made ? await released(made, work) : made
}

/** Takes the lease of the group from whoever has it and runs `work`: what another edge began earlier is not waited for. */
export async function leadAnew(
  engine: Engine,
  prerender: PrerenderTarget,
  work: () => Promise<Regenerated>,
): Promise<Regenerated> {
  const { id } = prerender
  const taken = engine.leases.take(id.groupKey, { takesOver: true })
  const leasing = await taken.catch((error: unknown) => alone(engine, prerender, error))
  return await released('release' in leasing ? leasing : UNLEASED, work)
}

type Lease = { readonly release: () => void }

const UNLEASED: Lease = { release: () => {} }

async function released(lease: Lease, work: () => Promise<Regenerated>): Promise<Regenerated> {
  try {
    return await work()
  } finally {
    lease.release()
  }
}

function alone(engine: Engine, { id }: PrerenderTarget, error: unknown): Lease {
  engine.observe({ type: 'store_unavailable', doing: `leasing ${id.path}`, error })
  return UNLEASED
}

/** The lease, or what another edge has made: looked for when it is announced, and once more when the lease is ours. */
async function takeLease(
  engine: Engine,
  prerender: PrerenderTarget,
  why: DecisionNotes | undefined,
): Promise<Lease | Regenerated> {
  const { key, groupKey } = prerender.id
  const holders = new Set<string>()
  for (;;) {
    const watch = engine.watches.begin(key)
    try {
      const leasing = await engine.leases.take(groupKey, { takesOver: false })
      if (leasing.kind === 'taken') return await unlessMade(engine, prerender, leasing, holders.size > 0)
      if (holders.add(leasing.holder).size > HOLDERS_AWAITED) return UNLEASED
      const beganAtMs = engine.clock.nowMs()
      await Promise.race([watch.changed, engine.leases.pause()])
      why?.waited({ for: 'lease', edgeId: leasing.edgeId, ms: engine.clock.nowMs() - beganAtMs })
      const made = watch.hasChanged ? await findMade(engine, prerender, false) : undefined
      if (made !== undefined) return made
    } finally {
      watch.end()
    }
  }
}

async function unlessMade(
  engine: Engine,
  prerender: PrerenderTarget,
  lease: Leasing & { readonly kind: 'taken' },
  hasWaited: boolean,
): Promise<Lease | Regenerated> {
  try {
    const made = await findMade(engine, prerender, hasWaited)
    if (made === undefined) return lease
    lease.release()
    return made
  } catch (error) {
    lease.release()
    throw error
  }
}

/** What another edge has made, if it is fresh; or, after a wait, the failure of that edge. */
async function findMade(
  engine: Engine,
  prerender: PrerenderTarget,
  hasWaited: boolean,
): Promise<Regenerated | undefined> {
  const { id } = prerender
  const { source, entry, cover } = await lookupAnew(engine, prerender)
  if (source !== 'store' || entry === undefined) return undefined
  const verdict = judge(entry, cover, engine.clock.nowMs())
  if (verdict.kind === 'stale' && !verdict.isDue && hasWaited) {
    return { kind: 'failed', failure: FAILED_ELSEWHERE, stamp: entry.stamp }
  }
  if (verdict.kind !== 'fresh') return undefined
  engine.meter.read(id, entry.version)
  const entries = new Map([[id.key, { entry, cover }]])
  return { kind: 'done', entries, keptBack: null, stamp: entry.stamp, isElsewhere: true }
}

/** Another edge failed and this one has not tried: with nothing else to show, it still can. */
export const FAILED_ELSEWHERE: RenderFailure = {
  kind: 'failed',
  reason: 'unavailable',
  message: 'Another edge tried to make the page, and failed.',
  answer: null,
}
