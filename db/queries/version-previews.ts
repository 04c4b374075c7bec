import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { NOW_MS } from '@/db/queries/now'
import { selectRows } from '@/db/queries/select-rows'
import { entries, versions } from '@/db/schema/entries'

/** What a version is, without its bytes, and the time of the database; `undefined` when the project has no such version. */
export async function readVersionFacts(
  db: Queryable,
  args: { readonly projectId: string; readonly versionId: string },
) {
  const [row] = await selectRows(
    db,
    z.object({
      headers: z.array(z.tuple([z.string(), z.string()])),
      size_bytes: z.number(),
      now_ms: z.number(),
    }),
    sql`
      select versions.headers, blobs.size_bytes, ${NOW_MS}::float8 as now_ms
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
