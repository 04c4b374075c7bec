import type { Tx } from '@/db/client'
import { type DomainRow, insertDomain, moveDomain } from '@/db/queries/domains'
import { appendJournal } from '@/db/queries/journal'
import type { MoveResult } from '@/lib/contract/deployments'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { requireFreeHost } from '@/lib/ops/domains/require-free-host'
import { OpError } from '@/lib/ops/errors'

/**
 * Points domains at a deployment, and tells every edge. Each must still be as `domains` saw it: of two moves that saw
 * the same, the later is refused. Those that show the deployment already are left alone.
 */
export async function moveDomains(
  ctx: OpsContext,
  tx: Tx,
  { domains, to, reason }: { readonly domains: readonly DomainRow[]; readonly to: string; readonly reason?: string },
): Promise<MoveResult['moved']> {
  const moving = domains.filter(({ deploymentId }) => deploymentId !== to)
  for (const { host, version } of moving) {
    const isMoved = await moveDomain(tx, { host, seenVersion: version, deploymentId: to })
    if (!isMoved) throw new OpError('conflict', `The domain ${host} moved meanwhile. Look again, then try again.`)
  }
  for (const { host, projectId } of moving)
    await announceDomain(ctx, tx, { host, projectId, ...(reason && { reason }) })
  return moving.map(({ host, deploymentId }) => ({ domain: host, from: deploymentId, to }))
}

/**
 * The domain that a project has without asking: `<project>.localhost` answers on this machine with no DNS. Made with the
 * first promotion; `undefined` when somebody else has that host.
 */
export async function addDefaultDomain(
  ctx: OpsContext,
  tx: Tx,
  { project, to }: { readonly project: { readonly id: string; readonly name: string }; readonly to: string },
): Promise<DomainRow | undefined> {
  const host = `${project.name}.localhost`
  return addDomainRow(ctx, tx, { host, projectId: project.id, deploymentId: to, environment: 'production' })
}

/** Adds a domain and tells every edge; `undefined` when somebody has the host already. */
export async function addDomainRow(
  ctx: OpsContext,
  tx: Tx,
  domain: Pick<DomainRow, 'host' | 'projectId' | 'deploymentId' | 'environment'>,
): Promise<DomainRow | undefined> {
  requireFreeHost(ctx, domain.host)
  const row = await insertDomain(tx, domain)
  if (row !== undefined) await announceDomain(ctx, tx, domain)
  return row
}

/** Makes every edge look at a host again. */
export async function announceDomain(
  ctx: OpsContext,
  tx: Tx,
  { host, projectId, reason }: { readonly host: string; readonly projectId: string; readonly reason?: string },
): Promise<void> {
  await appendJournal(tx, {
    kind: 'domain',
    projectId,
    domain: host,
    actor: actorName(ctx.actor),
    reason: reason ?? null,
  })
}
