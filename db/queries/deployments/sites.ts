import { and, eq, isNotNull, ne, notExists, notLike } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { deployments } from '@/db/schema/deployments'
import { domains } from '@/db/schema/domains'
import { projects } from '@/db/schema/projects'

/** A deployment as it is stored, manifest and all. */
export type StoredDeployment = typeof deployments.$inferSelect

/** Where a host points: at no deployment when it is `null`. */
export type Pointer = { readonly deploymentId: string | null; readonly environment: 'production' | 'preview' }

/** Where a domain points; `undefined` when there is no such domain. */
export async function findPointer(db: Queryable, host: string): Promise<Pointer | undefined> {
  const [row] = await db
    .select({ deploymentId: domains.deploymentId, environment: domains.environment })
    .from(domains)
    .where(eq(domains.host, host))
  return row
}

/** Which hosts of the project are kept from visitors without right. */
export async function findProtection(db: Queryable, projectId: string) {
  const [row] = await db.select({ protection: projects.protection }).from(projects).where(eq(projects.id, projectId))
  if (row === undefined) throw new Error(`The project ${projectId} is gone, and its deployment is not.`)
  return row.protection
}

/** A deployment that may be served; `undefined` when it is unknown, incomplete or deleted. */
export async function findReadyDeployment(db: Queryable, id: string): Promise<StoredDeployment | undefined> {
  const [row] = await db
    .select()
    .from(deployments)
    .where(and(eq(deployments.id, id), eq(deployments.state, 'ready')))
  return row
}

/** A deployment that was uploaded whole, deleted or not; `undefined` when there is none. */
export async function findBuiltDeployment(db: Queryable, id: string): Promise<StoredDeployment | undefined> {
  const [row] = await db
    .select()
    .from(deployments)
    .where(and(eq(deployments.id, id), ne(deployments.state, 'uploading')))
  return row
}

/** The project that has this domain, else the project of this deployment, if that is ready; `undefined` when there is neither. */
export async function findHostProject(
  db: Queryable,
  { host, deploymentId }: { readonly host: string; readonly deploymentId: string | null },
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const columns = { id: projects.id, name: projects.name }
  const [byDomain] = await db
    .select(columns)
    .from(projects)
    .innerJoin(domains, eq(domains.projectId, projects.id))
    .where(eq(domains.host, host))
  if (byDomain !== undefined || deploymentId === null) return byDomain
  const [byDeployment] = await db
    .select(columns)
    .from(projects)
    .innerJoin(deployments, eq(deployments.projectId, projects.id))
    .where(and(eq(deployments.id, deploymentId), eq(deployments.state, 'ready')))
  return byDeployment
}

/**
 * The hosts that show something, by name, at most 50, as long as every domain is a name that only this machine has: where one is not,
 * others come too, and none are told.
 */
export async function listHostsOfThisMachine(db: Queryable): Promise<string[]> {
  const isElsewhere = and(notLike(domains.host, '%.localhost'), ne(domains.host, 'localhost'))
  const elsewhere = db.select({ host: domains.host }).from(domains).where(isElsewhere)
  const rows = await db
    .select({ host: domains.host })
    .from(domains)
    .where(and(isNotNull(domains.deploymentId), notExists(elsewhere)))
    .orderBy(domains.host)
    .limit(50)
  return rows.map(({ host }) => host)
}
