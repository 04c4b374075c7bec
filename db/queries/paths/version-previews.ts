import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { NOW_MS } from '@/db/queries/now'
import { selectRows } from '@/db/queries/select-rows'
import { blobs } from '@/db/schema/blobs'
import { entries, versions } from '@/db/schema/entries'

/** What a version is, without its bytes, and the time of the database; `undefined` when the project has no such version. */
export async function readVersionFacts(
  db: Queryable,
  args: { readonly projectId: string; readonly versionId: string },
) {
  const [row] = await selectRows(
    db,
    z.object({
      path: z.string(),
      headers: z.array(z.tuple([z.string(), z.string()])),
      size_bytes: z.number(),
      now_ms: z.number(),
    }),
    sql`
      select entries.path, versions.headers, blobs.size_bytes, ${NOW_MS}::float8 as now_ms
      from versions
      join blobs on blobs.sha256 = versions.blob_sha256
      join entries on entries.id = versions.entry_id
      where versions.id = ${args.versionId} and entries.project_id = ${args.projectId}`,
  )
  return row
}

/** All that is known of a version but its bytes; `undefined` when the project has no such version. */
export async function readVersionDetail(
  db: Queryable,
  args: { readonly projectId: string; readonly versionId: string },
) {
  const [row] = await db
    .select({
      domain: entries.domain,
      deploymentId: entries.deploymentId,
      path: entries.path,
      query: entries.query,
      variant: entries.variant,
      output: entries.output,
      status: versions.status,
      headers: versions.headers,
      tags: versions.tags,
      sha256: versions.blobSha256,
      sizeBytes: versions.sizeBytes,
      storedBytes: versions.storedBytes,
      createdAt: versions.createdAt,
    })
    .from(versions)
    .innerJoin(entries, eq(entries.id, versions.entryId))
    .where(and(eq(versions.id, args.versionId), eq(entries.projectId, args.projectId)))
  return row
}

/** A version by its id alone, where whoever asks was given leave for it; with its page's place and the time of the database. */
export async function readPreviewedVersion(db: Queryable, versionId: string) {
  const [row] = await selectRows(
    db,
    z.object({
      path: z.string(),
      deployment_id: z.string(),
      headers: z.array(z.tuple([z.string(), z.string()])),
      blob_sha256: z.string(),
      now_ms: z.number(),
    }),
    sql`
      select entries.path, entries.deployment_id, versions.headers, versions.blob_sha256, ${NOW_MS}::float8 as now_ms
      from versions join entries on entries.id = versions.entry_id
      where versions.id = ${versionId}`,
  )
  return row
}

/** Bytes as they are kept. */
export async function readBlob(db: Queryable, sha256: string) {
  const [row] = await db
    .select({ encoding: blobs.encoding, bytes: blobs.bytes })
    .from(blobs)
    .where(eq(blobs.sha256, sha256))
  return row
}

/**
 * A static file of a deployment that was not deleted, by the path that it answers at. Asked of the manifest where it lies:
 * that of a large site is not worth sending for one style sheet.
 */
export async function findStaticFile(db: Queryable, args: { readonly deploymentId: string; readonly path: string }) {
  const [row] = await selectRows(
    db,
    z.object({ sha256: z.string(), content_type: z.string() }),
    sql`
      select output -> 'file' ->> 'sha256' as sha256, output ->> 'contentType' as content_type
      from deployments cross join lateral jsonb_array_elements(deployments.manifest -> 'outputs') as output
      where deployments.id = ${args.deploymentId} and deployments.state = 'ready'
        and output ->> 'kind' = 'static' and (output ->> 'name' = ${args.path} or output -> 'aliases' ? ${args.path})
      limit 1`,
  )
  return row
}
