import { and, desc, eq, isNotNull, lte, ne, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { blobs } from '@/db/schema/blobs'
import { pathHours } from '@/db/schema/counters'
import { deploymentAssets } from '@/db/schema/deployment-assets'
import { deployments } from '@/db/schema/deployments'
import { entries, versions } from '@/db/schema/entries'

export type NewAsset = Pick<typeof deploymentAssets.$inferInsert, 'path' | 'sha256' | 'sizeBytes' | 'contentType'>

/** What the edge counts such requests under (`answerAsset` in lib/engine/handle-request.ts). */
const EARLIER_ASSET_ROUTE = '(earlier asset)'

/** Rows of one statement: each takes six parameters, of which there may be 65,535. */
const BATCH = 5_000

/** Stores which files of a deployment have a hash in their name. */
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

/** The paths of a deployment's files that no other deployment which can be served has. */
export async function listAssetsOnlyIn(db: Queryable, deploymentId: string): Promise<string[]> {
  const rows = await db
    .select({ path: deploymentAssets.path })
    .from(deploymentAssets)
    .where(
      and(
        eq(deploymentAssets.deploymentId, deploymentId),
        sql`not exists (
          select from ${deploymentAssets} as other
          join ${deployments} as owner on owner.id = other.deployment_id and owner.state = 'ready'
          where other.project_id = ${deploymentAssets.projectId} and other.path = ${deploymentAssets.path}
            and other.deployment_id <> ${deploymentId}
        )`,
      ),
    )
    .orderBy(deploymentAssets.path)
  return rows.map(({ path }) => path)
}

/** What was asked of a deployment's files in the last seven days while another deployment was shown; most asked first. */
export async function listAssetsAskedLately(
  db: Queryable,
  of: { readonly projectId: string; readonly deploymentId: string },
) {
  return db
    .select({ path: pathHours.path, requests: sql<number>`sum(${pathHours.hit})::int` })
    .from(pathHours)
    .where(
      and(
        eq(pathHours.projectId, of.projectId),
        eq(pathHours.deploymentId, of.deploymentId),
        eq(pathHours.route, EARLIER_ASSET_ROUTE),
        sql`${pathHours.hour} > clock_timestamp() - interval '7 days'`,
      ),
    )
    .groupBy(pathHours.path)
    .orderBy(desc(sql`sum(${pathHours.hit})`), pathHours.path)
}

/** Bytes of the newest stored html pages of a project's other deployments that can be served. */
export async function listPagesOfOthers(
  db: Queryable,
  of: { readonly projectId: string; readonly deploymentId: string; readonly limit: number; readonly maxBytes: number },
) {
  return db
    .select({ domain: entries.domain, path: entries.path, encoding: blobs.encoding, bytes: blobs.bytes })
    .from(entries)
    .innerJoin(deployments, and(eq(deployments.id, entries.deploymentId), eq(deployments.state, 'ready')))
    .innerJoin(versions, eq(versions.id, entries.versionId))
    .innerJoin(blobs, eq(blobs.sha256, versions.blobSha256))
    .where(
      and(
        eq(entries.projectId, of.projectId),
        ne(entries.deploymentId, of.deploymentId),
        eq(entries.variant, 'html'),
        lte(versions.sizeBytes, of.maxBytes),
      ),
    )
    .orderBy(desc(entries.generatedAtMs))
    .limit(of.limit)
}
