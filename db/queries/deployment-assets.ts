import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { deploymentAssets } from '@/db/schema/deployment-assets'
import { deployments } from '@/db/schema/deployments'

export type NewAsset = Pick<typeof deploymentAssets.$inferInsert, 'path' | 'sha256' | 'sizeBytes' | 'contentType'>

/** Rows of one statement: each takes six parameters, of which there may be 65,535. */
const BATCH = 5_000

export async function insertAssets(
  tx: Tx,
  {
    assets,
    ...owner
  }: { readonly projectId: string; readonly deploymentId: string; readonly assets: readonly NewAsset[] },
): Promise<void> {
  for (let at = 0; at < assets.length; at += BATCH) {
    await tx.insert(deploymentAssets).values(assets.slice(at, at + BATCH).map((asset) => ({ ...asset, ...owner })))
  }
}

/**
 * The file at this path of a deployment that was production once and can be served: of the one `named`, else of the one
 * promoted last.
 */
export async function findAsset(
  db: Queryable,
  wanted: { readonly projectId: string; readonly path: string; readonly named: string | null },
) {
  const isNamed = sql<boolean>`coalesce(${wanted.named}::text in (${deployments.id}, ${deployments.buildId}), false)`
  const [row] = await db
    .select({
      deploymentId: deploymentAssets.deploymentId,
      sha256: deploymentAssets.sha256,
      sizeBytes: deploymentAssets.sizeBytes,
      contentType: deploymentAssets.contentType,
      isNamed,
    })
    .from(deploymentAssets)
    .innerJoin(deployments, eq(deployments.id, deploymentAssets.deploymentId))
    .where(
      and(
        eq(deploymentAssets.projectId, wanted.projectId),
        eq(deploymentAssets.path, wanted.path),
        eq(deployments.state, 'ready'),
        isNotNull(deployments.promotedAt),
      ),
    )
    .orderBy(desc(isNamed), desc(deployments.promotedAt))
    .limit(1)
  return row
}

/** Forgets the files of a deployment that is not served any more. */
export async function deleteAssets(tx: Tx, deploymentId: string): Promise<void> {
  await tx.delete(deploymentAssets).where(eq(deploymentAssets.deploymentId, deploymentId))
}
