import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

/** Whether anything needs the bytes of a row of `blobs`. What refers to blobs has an index by hash, and is named here. */
const IS_NEEDED = sql`(
  exists (select from versions where versions.blob_sha256 = blobs.sha256)
  or exists (select from versions where versions.state_sha256 = blobs.sha256)
  or exists (select from deployment_blobs where deployment_blobs.sha256 = blobs.sha256))`

const sweptRow = z.object({ last: z.string().nullable(), unneeded: z.number() })

/**
 * Looks at the next so many blobs and notes since when nothing needs them; of those that are needed again the note goes.
 * Resolves to the last one looked at (`null`: there was none) and how many were found unneeded.
 */
export async function noteUnneededBlobs(
  db: Queryable,
  args: { readonly afterSha256: string; readonly nowMs: number; readonly limit: number },
): Promise<{ readonly last: string | null; readonly unneeded: number }> {
  const [swept] = await selectRows(
    db,
    sweptRow,
    sql`
      with batch as (
        select sha256, unneeded_since_ms is not null as is_noted
        from blobs where sha256 > ${args.afterSha256} order by sha256 limit ${args.limit}
      ),
      -- Joined sideways, each asked by its index: as conditions they would be answered by reading all tables for each batch.
      looked_at as (
        select sha256, is_noted, coalesce(by_body.is_there, by_state.is_there, by_file.is_there, false) as is_needed
        from batch
        left join lateral (
          select true as is_there from versions where versions.blob_sha256 = batch.sha256 limit 1) by_body on true
        left join lateral (
          select true as is_there from versions where versions.state_sha256 = batch.sha256 limit 1) by_state on true
        left join lateral (
          select true as is_there from deployment_blobs where deployment_blobs.sha256 = batch.sha256 limit 1) by_file on true
      ),
      changed as (
        select blobs.sha256, is_needed from blobs join looked_at using (sha256)
        where is_noted = is_needed order by sha256 for update of blobs skip locked
      ),
      noted as (
        update blobs set unneeded_since_ms = case when is_needed then null else ${args.nowMs}::bigint end
        from changed where blobs.sha256 = changed.sha256 returning is_needed
      )
      select
        (select max(sha256) from looked_at) as last,
        (select count(*)::int from noted where not is_needed) as unneeded`,
  )
  return swept ?? { last: null, unneeded: 0 }
}

/**
 * Removes at most `limit` blobs that nothing has needed since before an instant, and that nothing needs now. Whoever comes to
 * need one takes the note away under the row's lock (`insertBlobs`, `needBlobs`), so that of both the first one wins.
 * Resolves to the stored bytes of each.
 */
export async function deleteUnneededBlobs(
  db: Queryable,
  args: { readonly unneededSinceMs: number; readonly limit: number },
): Promise<number[]> {
  const rows = await selectRows(
    db,
    z.object({ stored_bytes: z.number() }),
    sql`
      delete from blobs where sha256 in (
        select sha256 from blobs where unneeded_since_ms <= ${args.unneededSinceMs}
        order by sha256 limit ${args.limit} for update skip locked)
      and unneeded_since_ms <= ${args.unneededSinceMs} and not ${IS_NEEDED}
      returning stored_bytes`,
  )
  return rows.map(({ stored_bytes }) => stored_bytes)
}

/** Says that these blobs are needed from now on, before whoever needs them asks which are stored. In order, as all do. */
export async function needBlobs(db: Queryable, hashes: SQL): Promise<void> {
  await db.execute(sql`
    update blobs set unneeded_since_ms = null from (
      select sha256 from blobs where sha256 = any(${hashes}) and unneeded_since_ms is not null
      order by sha256 for update) needed
    where blobs.sha256 = needed.sha256`)
}
