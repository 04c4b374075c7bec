import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { NOW_MS } from '@/db/queries/now'
import { selectRows } from '@/db/queries/select-rows'

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
