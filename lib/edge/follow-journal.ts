import type { PostgresBypassTokens } from '@/lib/adapters/postgres/bypass-tokens'
import type { PostgresEarlierAssets } from '@/lib/adapters/postgres/earlier-assets'
import type { FleetClock } from '@/lib/adapters/postgres/fleet-clock'
import type { ReadTiming } from '@/lib/adapters/postgres/journal-follower'
import type { PostgresSites } from '@/lib/adapters/postgres/sites'
import type { Environment } from '@/lib/engine/deployment'
import type { StoredElsewhere } from '@/lib/engine/fleet/hearing'
import type { JournalRead } from '@/lib/engine/purges/journal'
import type { JournalView } from '@/lib/engine/purges/journal-view'

type VariablesChanged = { readonly projectId: string; readonly environment: Environment | null }

export type JournalEffects = {
  readonly clock: FleetClock
  readonly view: JournalView
  readonly sites: PostgresSites
  readonly earlierAssets: PostgresEarlierAssets
  readonly bypassTokens: PostgresBypassTokens
  /** Forgets everything in memory: the database is another one. */
  readonly forgetEntries: () => void
  /** Restarts the functions of a project with its variables as they are now; of all projects when it is `null`. */
  readonly renewFunctions: (changed: VariablesChanged | null) => void
  /** Forgets what other edges have stored since it was read. */
  readonly obeyStored: (stored: StoredElsewhere) => void
  /** A deployment was deleted: its hosts end with their last calls, and nothing of it is held in memory. */
  readonly drainDeployment: (id: string) => void
  /** Forgets the passes for hosts of a project, which are checked again; of all projects when it is `null`. */
  readonly forgetPasses: (projectId: string | null) => void
  readonly onError: (error: unknown) => void
}

/** Obeys one read of the journal: time, purges, and hosts that now point elsewhere. */
export function obeyJournal(effects: JournalEffects, read: JournalRead, timing: ReadTiming): void {
  const { clock, view, sites, earlierAssets, bypassTokens } = effects
  clock.sync(read.nowMs, timing)
  // What was confirmed is what was true when the read began, by the clock as it is now.
  const beganAtMs = clock.nowMs() - (performance.now() - timing.beganAtMs)
  const { isReset, rows, stored } = view.apply(read, beganAtMs)
  if (isReset) {
    effects.forgetEntries()
    effects.forgetPasses(null)
    sites.forgetAll()
    earlierAssets.forgetAll()
    bypassTokens.forgetAll()
    effects.renewFunctions(null)
  }
  effects.obeyStored(stored)
  for (const row of rows) {
    if (row.kind === 'domain' || row.kind === 'deployment_deleted') earlierAssets.forgetAll()
    if (row.kind === 'domain') sites.refresh(row.domain).catch(effects.onError)
    else if (row.kind === 'bypass_tokens') {
      bypassTokens.forget(row.projectId)
      effects.forgetPasses(row.projectId)
    } else if (row.kind === 'environment') effects.renewFunctions(row)
    else if (row.kind === 'protection') {
      effects.forgetPasses(row.projectId)
      sites.refreshProject(row.projectId).catch(effects.onError)
    } else if (row.kind === 'deployment_deleted') {
      sites.forgetDeployment(row.deploymentId).catch(effects.onError)
      effects.drainDeployment(row.deploymentId)
    }
  }
}
