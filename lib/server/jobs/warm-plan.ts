import type { Db } from '@/db/client'
import { listPurgedPages } from '@/db/queries/paths/warm-up'
import { findPurge } from '@/db/queries/purges/purges'
import type { WarmUpJobInput } from '@/lib/contract/warm-ups'
import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { reachOfPurge } from '@/lib/ops/purges/reach-of-purge'
import { chooseTargets, MAX_PAGES, targetOf } from '@/lib/server/jobs/warm-pages'
import { WarmSite } from '@/lib/server/jobs/warm-site'

export type PlanTools = {
  readonly engine: Engine
  readonly db: Db
  /** The host as if it showed this deployment. */
  readonly findShowing: (host: string, deploymentId: string) => Promise<Site | undefined>
  readonly monotonicMs: () => number
}

export type Planned = { readonly site: WarmSite; readonly target: string }

/** The pages that a warm-up asks for, and on which site. A host that went meanwhile has none; a promotion says so itself. */
export async function planPages(
  tools: PlanTools,
  input: WarmUpJobInput,
  projectId: string | null,
): Promise<readonly Planned[]> {
  const { selection } = input
  if (projectId === null) return []
  if (selection.kind === 'purge') return planPurged(tools, { projectId, seq: selection.seq })
  const { engine, db, findShowing } = tools
  const plan: Planned[] = []
  for (const { host: domain } of input.domains) {
    const { deployment } = input
    const shown = await (deployment === undefined ? engine.sites.find(domain) : findShowing(domain, deployment))
    const site = siteOf(tools, shown, projectId)
    if (site === undefined) continue
    const targets = await chooseTargets(db, { projectId, domain }, selection, (target) => site.text(target))
    plan.push(...targets.map((target) => ({ site, target })))
  }
  return plan
}

/** What a purge covers where it is shown. This edge has to obey it first: it would find fresh what is not. */
async function planPurged(tools: PlanTools, purge: { readonly projectId: string; readonly seq: number }) {
  const { engine, db } = tools
  const row = await findPurge(db, purge)
  if (row === undefined) return []
  await engine.catchUp(purge.seq)
  const pages = await listPurgedPages(db, reachOfPurge(row), MAX_PAGES)
  const sites = new Map<string, WarmSite | undefined>()
  for (const domain of new Set(pages.map((page) => page.domain))) {
    sites.set(domain, siteOf(tools, await engine.sites.find(domain), purge.projectId))
  }
  return pages.flatMap((page) => {
    const site = sites.get(page.domain)
    return site === undefined ? [] : [{ site, target: targetOf(page) }]
  })
}

function siteOf({ engine, monotonicMs }: PlanTools, shown: Site | undefined, projectId: string): WarmSite | undefined {
  return shown?.projectId === projectId ? new WarmSite(engine, shown, monotonicMs) : undefined
}
