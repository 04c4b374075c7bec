import type { Tx } from '@/db/client'
import { isReady } from '@/db/queries/deployments/deployments'
import { type DomainRow, insertDomain, listDomains, moveDomain } from '@/db/queries/deployments/domains'
import { appendJournal } from '@/db/queries/purges/journal'
import type { MoveResult } from '@/lib/contract/deployments'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { requireFreeHost } from '@/lib/ops/domains/require-free-host'
import { OpError } from '@/lib/ops/errors'

type Moved = MoveResult['moved']

/**
 * Points domains at a deployment. Each must still be as `domains` saw it: of two moves that saw the same, the later is
 * refused. Those that show the deployment already are left alone. Edges are told by `announceMoves`.
 */
export async function moveDomains(
  tx: Tx,
  { domains, to }: { readonly domains: readonly DomainRow[]; readonly to: string },
): Promise<Moved> {
  const moving = domains.filter(({ deploymentId }) => deploymentId !== to)
  if (moving.length > 0) await requireStillThere(tx, to)
  for (const { host, version } of moving) {
    const isMoved = await moveDomain(tx, { host, seenVersion: version, deploymentId: to })
    if (!isMoved) throw new OpError('conflict', `The domain ${host} was moved in the meantime. Reload, then try again.`)
  }
  return moving.map(({ host, deploymentId }) => ({ domain: host, from: deploymentId, to }))
}

/**
 * Gives a project the domain that it has without asking: `<project>.localhost` answers on this machine with no DNS. Made
 * with the first promotion; nothing when somebody else has that host. Edges are told by `announceMoves`.
 */
export async function addDefaultDomain(
  ctx: OpsContext,
  tx: Tx,
  { project, to }: { readonly project: { readonly id: string; readonly name: string }; readonly to: string },
): Promise<Moved> {
  const host = `${project.name}.localhost`
  const row = await addDomainRow(ctx, tx, { host, projectId: project.id, deploymentId: to, environment: 'production' })
  return row === undefined ? [] : [{ domain: host, from: null, to }]
}

/** Adds a domain; `undefined` when somebody has the host already. Edges are told by `announceMoves`. */
export async function addDomainRow(
  ctx: OpsContext,
  tx: Tx,
  domain: Pick<DomainRow, 'host' | 'projectId' | 'deploymentId' | 'environment'>,
): Promise<DomainRow | undefined> {
  requireFreeHost(ctx, domain.host)
  if (domain.deploymentId !== null) await requireStillThere(tx, domain.deploymentId)
  return insertDomain(tx, domain)
}

/** Deleting takes the lock of the project as well: what is there now stays until this transaction ends. */
async function requireStillThere(tx: Tx, id: string): Promise<void> {
  if (!(await isReady(tx, id))) throw new OpError('conflict', `${id} was deleted meanwhile.`)
}

/**
 * Makes every edge look at these hosts again. It locks the journal's counter, so call it after every change of a row:
 * whoever waits for a row while holding the counter may wait for somebody who waits for the counter.
 */
export async function announceMoves(
  ctx: OpsContext,
  tx: Tx,
  moves: {
    readonly projectId: string
    readonly moved: readonly { readonly domain: string; readonly to: string | null }[]
    /** Of a roll back, and of nothing else: charts tell it from a promotion by it. */
    readonly reason?: string | undefined
  },
): Promise<void> {
  const { projectId, moved, reason = null } = moves
  for (const { domain, to: deploymentId } of moved) {
    await appendJournal(tx, { kind: 'domain', projectId, domain, deploymentId, actor: actorName(ctx.actor), reason })
  }
}

/**
 * The domains that a move must reach, read under the project's lock: those that it saw before it waited for the lock, as
 * it saw them, and production domains that somebody added meanwhile, unless the move named one domain.
 */
export async function withAddedMeanwhile(
  tx: Tx,
  move: { readonly projectId: string; readonly named: string | undefined; readonly seen: readonly DomainRow[] },
): Promise<readonly DomainRow[]> {
  const { projectId, named, seen } = move
  if (named !== undefined) return seen
  const hosts = new Set(seen.map(({ host }) => host))
  const now = await listDomains(tx, { projectId, environment: 'production' })
  return [...seen, ...now.filter(({ host }) => !hosts.has(host))]
}
