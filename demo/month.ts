import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type DbPool, openDb } from '@/db/client'
import { type DemoClock, openDemoClock } from '@/db/demo-clock'
import { findProject } from '@/db/queries/projects'
import { DeadlineError } from '@/lib/adapters/postgres/deadline'
import type { Actor, OpsContext } from '@/lib/ops/context'
import { createOpsContext } from '@/lib/server/compose'
import type { Env } from '@/lib/server/env'
import { type OpenEdge, openEdge } from '@/lib/server/open-edge'
import type { Who } from './actors'

export const DAY_MS = 86_400_000

/** The month as it goes by: an edge and a database whose time is set back, and who does what in them. */
export type Month = {
  readonly env: Env
  readonly nowMs: number
  readonly pool: DbPool
  readonly edge: OpenEdge
  readonly actors: Map<Who, Actor>
  /** Deployments by project and edition. */
  readonly deployed: Map<string, string>
  /** Bypass tokens by project and note. */
  readonly tokens: Map<string, string>
  /** Purges, and moves of what production shows, in the order in which they happened. */
  readonly purges: { readonly project: string; readonly seq: number; readonly atMs: number }[]
  readonly shows: { readonly project: string; readonly deploymentId: string; readonly atMs: number }[]
  /** When it is, in the month. */
  atMs(): number
  goTo(agoMs: number): Promise<void>
  as(who: Who | Actor): OpsContext
  close(): Promise<void>
}

export async function openMonth(env: Env, log: Logger, nowMs: number): Promise<Month> {
  const clock: DemoClock = await openDemoClock(env.DATABASE_URL)
  const edge = await openEdge(env, log)
  const pool = openDb(clock.url, { maxConnections: 4 })
  const actors = new Map<Who, Actor>()
  let agoMs = 0
  let movedMs = 0
  return {
    env,
    nowMs,
    pool,
    edge,
    actors,
    deployed: new Map(),
    tokens: new Map(),
    purges: [],
    shows: [],
    atMs: () => nowMs - agoMs,
    async goTo(wantedMs) {
      agoMs = wantedMs
      const offsetMs = nowMs - wantedMs - Date.now()
      await clock.setAgo(-offsetMs)
      await edge.advanceClock(offsetMs - movedMs)
      movedMs = offsetMs
    },
    as(who) {
      const actor = typeof who === 'string' ? actors.get(who) : who
      if (actor === undefined) throw new Error(`Nobody in the demo is called ${String(who)} yet.`)
      return createOpsContext({ actor, client: clientOf(actor), db: pool.db, env })
    },
    async close() {
      await edge.close()
      await pool.close()
      await clock.close()
    },
  }
}

/** Addresses that RFC 5737 keeps for examples. */
function clientOf(actor: Actor): OpsContext['client'] {
  if (actor.kind === 'token') return { ip: '198.51.100.24', userAgent: 'freshet-cli/0.1' }
  const ip = actor.kind === 'operator' && actor.role === 'owner' ? '203.0.113.7' : '203.0.113.42'
  return { ip, userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }
}

/** Resolves once the edge has applied the journal up to its end, and what it does behind answers is done. */
export async function settled({ edge }: Month, seq?: number): Promise<void> {
  if (seq !== undefined) await patiently(() => edge.engine.catchUp(seq))
  do await delay(15)
  while (edge.engine.regenerations.size > 0)
}

/** An edge gives up what takes a second, for its visitors' sake; a machine with much else to do needs longer. */
export async function patiently<Result>(work: () => Promise<Result> | Result, tries = 8): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (tries <= 1 || !(error instanceof DeadlineError)) throw error
    await delay(500)
    return patiently(work, tries - 1)
  }
}

export async function projectIdOf({ pool }: Month, project: string): Promise<string> {
  const found = await findProject(pool.db, project)
  if (found === undefined) throw new Error(`The project ${project} was not made.`)
  return found.id
}
