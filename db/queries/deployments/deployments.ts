import { and, desc, eq, inArray, isNotNull, lt, ne, notExists, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable, Tx } from '@/db/client'
import { needBlobs } from '@/db/queries/retention/retain-blobs'
import { selectRows } from '@/db/queries/select-rows'
import { REQUEST_SUM } from '@/db/queries/usage/count-sums'
import { blobs } from '@/db/schema/blobs'
import { deploymentBlobs, deployments } from '@/db/schema/deployments'
import { domains } from '@/db/schema/domains'
import { entries } from '@/db/schema/entries'
import { journal, journalHead } from '@/db/schema/journal'
import { projects } from '@/db/schema/projects'

/** All but the manifest, which is large, and entries, which are many. */
const uncounted = {
  id: deployments.id,
  projectId: deployments.projectId,
  project: projects.name,
  state: deployments.state,
  framework: deployments.framework,
  source: deployments.source,
  fileCount: deployments.fileCount,
  sizeBytes: deployments.sizeBytes,
  createdBy: deployments.createdBy,
  createdAt: deployments.createdAt,
  promotedAt: deployments.promotedAt,
  domains: sql<string[]>`array(
    select ${domains.host} from ${domains} where ${domains.deploymentId} = ${deployments.id} order by ${domains.host}
  )`,
  isProduction: sql<boolean>`exists (
    select from ${domains} where ${domains.deploymentId} = ${deployments.id} and ${domains.environment} = 'production'
  )`,
}
const summary = {
  ...uncounted,
  entryCount: sql<number>`(
    select count(*)::int from ${entries} where ${entries.deploymentId} = ${deployments.id}
  )`,
}

/** Opens a deployment and names the files it needs. Its stamp is the journal's number at this moment. */
export async function insertDeployment(
  tx: Tx,
  { files, ...row }: Omit<typeof deployments.$inferInsert, 'createdSeq'> & { readonly files: readonly string[] },
): Promise<void> {
  await tx.insert(deployments).values({ ...row, createdSeq: sql`(select ${journalHead.seq} from ${journalHead})` })
  await tx.execute(
    sql`insert into ${deploymentBlobs} (deployment_id, sha256) select ${row.id}, unnest(${textArray(files)})`,
  )
  await needBlobs(tx, textArray(files))
}

/** Which files of a deployment are not stored yet, by hash. */
export async function listMissingFiles(db: Queryable, deploymentId: string): Promise<string[]> {
  const rows = await db
    .select({ sha256: deploymentBlobs.sha256 })
    .from(deploymentBlobs)
    .leftJoin(blobs, eq(blobs.sha256, deploymentBlobs.sha256))
    .where(and(eq(deploymentBlobs.deploymentId, deploymentId), sql`${blobs.sha256} is null`))
    .orderBy(deploymentBlobs.sha256)
  return rows.map(({ sha256 }) => sha256)
}

/** The deployment that a file is to be uploaded to, if it needs that file. */
export async function findUpload(db: Queryable, file: { readonly deploymentId: string; readonly sha256: string }) {
  const [row] = await db
    .select({ projectId: deployments.projectId, state: deployments.state })
    .from(deployments)
    .innerJoin(
      deploymentBlobs,
      and(eq(deploymentBlobs.deploymentId, deployments.id), eq(deploymentBlobs.sha256, file.sha256)),
    )
    .where(eq(deployments.id, file.deploymentId))
  return row
}

/** Closes an upload. Resolves to whether this call did it: of two at once, one does. */
export async function markReady(tx: Tx, id: string): Promise<boolean> {
  const moved = await tx
    .update(deployments)
    .set({ state: 'ready' })
    .where(and(eq(deployments.id, id), eq(deployments.state, 'uploading')))
    .returning({ id: deployments.id })
  return moved.length > 0
}

/**
 * Ends a deployment that no domain shows. Resolves to whether this call did it. What it needed may be removed from then
 * on; its row is kept for the record.
 */
export async function markDeleted(tx: Tx, id: string): Promise<boolean> {
  const shown = tx.select({ one: sql`1` }).from(domains).where(eq(domains.deploymentId, id))
  const gone = await tx
    .update(deployments)
    .set({ state: 'deleted' })
    .where(and(eq(deployments.id, id), ne(deployments.state, 'deleted'), notExists(shown)))
    .returning({ id: deployments.id })
  if (gone.length === 0) return false
  await tx.delete(deploymentBlobs).where(eq(deploymentBlobs.deploymentId, id))
  return true
}

/** Whether it may be served, read in the transaction that points a domain at it. */
export async function isReady(tx: Tx, id: string): Promise<boolean> {
  const [row] = await tx.select({ state: deployments.state }).from(deployments).where(eq(deployments.id, id))
  return row?.state === 'ready'
}

/** Notes that production begins to show it because somebody promoted it. */
export async function markPromoted(tx: Tx, id: string): Promise<void> {
  await tx.update(deployments).set({ promotedAt: sql`clock_timestamp()` }).where(eq(deployments.id, id))
}

/** One deployment, or `undefined`. */
export async function findDeployment(db: Queryable, id: string) {
  const [row] = await db
    .select(summary)
    .from(deployments)
    .innerJoin(projects, eq(projects.id, deployments.projectId))
    .where(eq(deployments.id, id))
  return row
}
export type DeploymentRow = NonNullable<Awaited<ReturnType<typeof findDeployment>>>

/** The compiled manifest of a deployment, to be parsed; `undefined` when there is no such deployment. */
export async function readManifest(db: Queryable, id: string): Promise<unknown> {
  const [row] = await db.select({ manifest: deployments.manifest }).from(deployments).where(eq(deployments.id, id))
  return row?.manifest
}

/** Deployments of a project, newest first; without their entries counted `entryCount` is `null`. */
export async function listDeployments(
  db: Queryable,
  args: { readonly projectId: string; readonly limit: number; readonly isCounted: boolean },
) {
  return db
    .select(args.isCounted ? summary : { ...uncounted, entryCount: sql<null>`null` })
    .from(deployments)
    .innerJoin(projects, eq(projects.id, deployments.projectId))
    .where(eq(deployments.projectId, args.projectId))
    .orderBy(desc(deployments.createdAt), desc(deployments.id))
    .limit(args.limit)
}

/** Requests that each deployment of a project answered in the 24 hours by the clock that end with the one under way. */
export function readDeploymentTraffic(db: Queryable, projectId: string) {
  return selectRows(
    db,
    z.object({ deployment_id: z.string(), requests: z.number() }),
    sql`
      select deployment_id, ${REQUEST_SUM}::float8 as requests from hour_counts
      where project_id = ${projectId} and hour > now() - interval '24 hours' and hour <= now()
      group by deployment_id`,
  )
}

/** The one promoted last among those that were promoted before `deploymentId` was and can still be served. */
export async function findPromotedBefore(
  db: Queryable,
  args: { readonly projectId: string; readonly deploymentId: string },
) {
  const promotedAt = sql`(select promoted_at from ${deployments} as shown where shown.id = ${args.deploymentId})`
  const [row] = await db
    .select({ id: deployments.id })
    .from(deployments)
    .where(
      and(
        eq(deployments.projectId, args.projectId),
        eq(deployments.state, 'ready'),
        isNotNull(deployments.promotedAt),
        lt(deployments.promotedAt, promotedAt),
      ),
    )
    .orderBy(desc(deployments.promotedAt))
    .limit(1)
  return row?.id
}

/** drizzle spreads an array into a list of parameters; one parameter holds any number of them. */
function textArray(values: readonly string[]) {
  return sql`${sql.param([...values])}::text[]`
}

/** Those of these deployments that were deleted so long ago. */
export async function listLongDeleted(
  db: Queryable,
  { ids, forSeconds }: { readonly ids: readonly string[]; readonly forSeconds: number },
): Promise<string[]> {
  const gone = await db
    .select({ id: deployments.id })
    .from(deployments)
    .where(and(inArray(deployments.id, [...ids]), eq(deployments.state, 'deleted')))
  // Mostly none: the journal, which is long, is seldom asked when.
  if (gone.length === 0) return []
  const before = sql`clock_timestamp() - ${forSeconds} * interval '1 second'`
  const rows = await db
    .selectDistinct({ id: journal.deploymentId })
    .from(journal)
    .where(
      and(
        eq(journal.kind, 'deployment_deleted'),
        inArray(
          journal.deploymentId,
          gone.map(({ id }) => id),
        ),
        lt(journal.createdAt, before),
      ),
    )
  return rows.flatMap(({ id }) => id ?? [])
}
