import { eq, gt, inArray, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { projects } from '@/db/schema/projects'

const columns = { id: projects.id, name: projects.name, promotesAutomatically: projects.promotesAutomatically }

/** The project of that name, or `undefined`. */
export async function findProject(db: Queryable, name: string) {
  const [row] = await db.select(columns).from(projects).where(eq(projects.name, name))
  return row
}

/** The project of that id, or `undefined`. */
export async function findProjectById(db: Queryable, id: string) {
  const [row] = await db.select(columns).from(projects).where(eq(projects.id, id))
  return row
}

/** Makes the project unless the name is taken; resolves to it either way, and whether it is new. */
export async function ensureProject(tx: Tx, project: { readonly id: string; readonly name: string }) {
  const [made] = await tx.insert(projects).values(project).onConflictDoNothing().returning(columns)
  if (made !== undefined) return { project: made, isNew: true }
  const found = await findProject(tx, project.name)
  if (found === undefined) throw new Error(`The project ${project.name} went while it was being made.`)
  return { project: found, isNew: false }
}

/** Whether `deploy --prod` moves the production domains by itself. Locks the row until the transaction ends. */
export async function setPromotesAutomatically(tx: Tx, args: { readonly projectId: string; readonly value: boolean }) {
  await tx.update(projects).set({ promotesAutomatically: args.value }).where(eq(projects.id, args.projectId))
}

/** The same, read under the lock that decides a race between a deploy and a roll back. */
export async function lockProject(tx: Tx, projectId: string) {
  const [row] = await tx.select(columns).from(projects).where(eq(projects.id, projectId)).for('update')
  return row
}

/** Origins that the project's owner allowed by name; `undefined` for a project that is not there. */
export async function findAllowedOrigins(db: Queryable, projectId: string): Promise<readonly string[] | undefined> {
  const [row] = await db.select({ origins: projects.allowedOrigins }).from(projects).where(eq(projects.id, projectId))
  return row?.origins
}

/** Replaces the origins at private addresses that a project may reach. */
export async function setAllowedOrigins(
  tx: Tx,
  args: { readonly projectId: string; readonly origins: readonly string[] },
) {
  await tx
    .update(projects)
    .set({ allowedOrigins: [...args.origins] })
    .where(eq(projects.id, args.projectId))
}

/** Which of its hosts are kept from visitors without right. */
export async function setProtection(
  tx: Tx,
  args: { readonly projectId: string; readonly protection: (typeof projects.$inferSelect)['protection'] },
) {
  await tx.update(projects).set({ protection: args.protection }).where(eq(projects.id, args.projectId))
}

/** Whether there is any project at all. */
export async function hasProjects(db: Queryable): Promise<boolean> {
  const [row] = await db.select({ one: sql`1` }).from(projects).limit(1)
  return row !== undefined
}

/** Names of all projects, or of one, in their order. */
export async function listProjectNames(db: Queryable, onlyIds: readonly string[] | null) {
  return db
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(onlyIds === null ? undefined : inArray(projects.id, [...onlyIds]))
    .orderBy(projects.name)
}

/** Projects in order of their ids, after one of them. */
export async function listProjectIds(
  db: Queryable,
  { afterId, limit }: { readonly afterId: string; readonly limit: number },
): Promise<string[]> {
  const rows = await db
    .select({ id: projects.id })
    .from(projects)
    .where(gt(projects.id, afterId))
    .orderBy(projects.id)
    .limit(limit)
  return rows.map(({ id }) => id)
}
