import { and, asc, eq, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { deployments } from '@/db/schema/deployments'
import { domains } from '@/db/schema/domains'

/** A domain, wherever it belongs, or `undefined`. */
export async function findDomain(db: Queryable, host: string) {
  const [row] = await db.select().from(domains).where(eq(domains.host, host))
  return row
}
export type DomainRow = NonNullable<Awaited<ReturnType<typeof findDomain>>>

/** Domains of a project by host; those of one environment when asked. */
export async function listDomains(
  db: Queryable,
  only: { readonly projectId: string; readonly environment?: DomainRow['environment'] },
) {
  return db
    .select()
    .from(domains)
    .where(
      and(
        eq(domains.projectId, only.projectId),
        only.environment === undefined ? undefined : eq(domains.environment, only.environment),
      ),
    )
    .orderBy(asc(domains.host))
}

/** Adds a domain. Resolves to the row, or `undefined` when somebody has the host already. */
export async function insertDomain(
  tx: Tx,
  domain: Pick<DomainRow, 'host' | 'projectId' | 'deploymentId' | 'environment'>,
) {
  const [row] = await tx.insert(domains).values(domain).onConflictDoNothing().returning()
  return row
}

/** Points a domain elsewhere if it still is as the caller saw it. Resolves to whether it did. */
export async function moveDomain(
  tx: Tx,
  move: { readonly host: string; readonly seenVersion: number; readonly deploymentId: string },
): Promise<boolean> {
  const moved = await tx
    .update(domains)
    .set({ deploymentId: move.deploymentId, version: sql`${domains.version} + 1`, movedAt: sql`clock_timestamp()` })
    .where(and(eq(domains.host, move.host), eq(domains.version, move.seenVersion)))
    .returning({ host: domains.host })
  return moved.length > 0
}

/** Puts a domain of this project into a group, or out of one. Resolves to the row, `undefined` when there is none. */
export async function updateDomainGroup(
  tx: Tx,
  domain: { readonly host: string; readonly projectId: string; readonly groupName: string | null },
) {
  const [row] = await tx
    .update(domains)
    .set({ groupName: domain.groupName })
    .where(and(eq(domains.host, domain.host), eq(domains.projectId, domain.projectId)))
    .returning()
  return row
}

/** A domain of a project, held as it is until the transaction ends; `undefined`: it has none of that host. */
export async function lockDomain(tx: Tx, domain: { readonly host: string; readonly projectId: string }) {
  const [row] = await tx
    .select()
    .from(domains)
    .where(and(eq(domains.host, domain.host), eq(domains.projectId, domain.projectId)))
    .for('update')
  return row
}

/** The hosts of a group, by name. */
export async function listGroupHosts(db: Queryable, group: { readonly projectId: string; readonly groupName: string }) {
  const rows = await db
    .select({ host: domains.host })
    .from(domains)
    .where(and(eq(domains.projectId, group.projectId), eq(domains.groupName, group.groupName)))
    .orderBy(asc(domains.host))
  return rows.map(({ host }) => host)
}

/** Removes a domain of this project. Resolves to whether there was one. */
export async function deleteDomain(tx: Tx, domain: { readonly host: string; readonly projectId: string }) {
  const [gone] = await tx
    .delete(domains)
    .where(and(eq(domains.host, domain.host), eq(domains.projectId, domain.projectId)))
    .returning()
  return gone
}

/** What production shows: of the deployments behind production domains, the one promoted last. */
export async function findProductionDeployment(db: Queryable, projectId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ id: deployments.id })
    .from(domains)
    .innerJoin(deployments, eq(deployments.id, domains.deploymentId))
    .where(and(eq(domains.projectId, projectId), eq(domains.environment, 'production')))
    .orderBy(sql`${deployments.promotedAt} desc nulls last`)
    .limit(1)
  return row?.id
}
