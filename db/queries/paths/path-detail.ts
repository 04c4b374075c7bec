import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { coversOfFew } from '@/db/queries/paths/entry-covers'
import { ENTRY_STATES, judged } from '@/db/queries/paths/entry-state'
import type { PathPlace } from '@/db/queries/paths/path-rows'
import { selectRows } from '@/db/queries/select-rows'

/** The entries of a path that a page shows at most. */
const MAX_ENTRIES = 200
const MAX_GENERATIONS = 50

/** Every entry of a path with its current version, the primary one first; at most 200. */
export function readPathEntries(db: Queryable, place: PathPlace & { readonly projectId: string }) {
  return selectRows(
    db,
    z.object({
      id: z.string(),
      group_id: z.string(),
      route: z.string(),
      output: z.string(),
      variant: z.string(),
      query: z.string(),
      version_id: z.string(),
      stamp: z.number(),
      generated_at_ms: z.number(),
      stale_at_ms: z.number().nullable(),
      expires_at_ms: z.number().nullable(),
      is_from_build: z.boolean(),
      state: z.enum(ENTRY_STATES),
      state_reason: z.string().nullable(),
      status: z.number(),
      headers: z.array(z.tuple([z.string(), z.string()])),
      tags: z.array(z.string()),
      size_bytes: z.number(),
      stored_bytes: z.number(),
    }),
    sql`
      with picked as (
        select * from entries
        where project_id = ${place.projectId} and domain = ${place.domain}
          and deployment_id = ${place.deployment_id} and path = ${place.path}
      ),
      ${judged(coversOfFew())}
      select
        judged.id, group_id, route, output, variant, query, version_id, stamp::float8 as stamp,
        generated_at_ms::float8 as generated_at_ms, stale_at_ms::float8 as stale_at_ms,
        expires_at_ms::float8 as expires_at_ms, is_from_build, state, state_reason,
        status, headers, judged.tags, size_bytes, stored_bytes
      from judged join versions on versions.id = judged.version_id
      order by rank
      limit ${MAX_ENTRIES}`,
  )
}

/** The newest generations of a group, newest first, each with the bytes of all its members. */
export function readGenerations(db: Queryable, groupId: string, limit = MAX_GENERATIONS) {
  return selectGenerations(db, sql`generations.group_id = ${groupId}`, limit)
}

/** The newest generations that have a version, newest first. */
export function readGenerationsOf(db: Queryable, versionId: string) {
  const made = sql`select generation_id from generation_members where version_id = ${versionId}`
  return selectGenerations(db, sql`generations.id in (${made})`, MAX_GENERATIONS)
}

function selectGenerations(db: Queryable, condition: SQL, limit: number) {
  return selectRows(
    db,
    z.object({
      id: z.string(),
      cause: z.string(),
      invocation_id: z.string(),
      stamp: z.number(),
      begun_at_ms: z.number(),
      ended_at_ms: z.number(),
      renewed_at_ms: z.number().nullable(),
      renewal_count: z.number(),
      is_current: z.boolean(),
      is_pinned: z.boolean(),
      size_bytes: z.number(),
    }),
    sql`
      select
        generations.id, cause, invocation_id, generations.stamp::float8 as stamp, begun_at_ms::float8 as begun_at_ms,
        ended_at_ms::float8 as ended_at_ms, renewed_at_ms::float8 as renewed_at_ms, renewal_count,
        entry_groups.current_generation_id is not distinct from generations.id as is_current,
        entry_groups.pinned_generation_id is not distinct from generations.id as is_pinned,
        (
          select coalesce(sum(size_bytes), 0)::float8
          from generation_members join versions on versions.id = generation_members.version_id
          where generation_members.generation_id = generations.id
        ) as size_bytes
      from generations left join entry_groups on entry_groups.id = generations.group_id
      where ${condition}
      order by ended_at_ms desc, generations.id desc
      limit ${limit}`,
  )
}

/** The pin of a group, with what the journal tells of it; `undefined` where nothing is pinned. */
export async function readPin(db: Queryable, groupId: string) {
  const [pin] = await selectRows(
    db,
    z.object({
      generation_id: z.string(),
      made_at_ms: z.number().nullable(),
      seq: z.number(),
      since_ms: z.number().nullable(),
      actor: z.string().nullable(),
      reason: z.string().nullable(),
    }),
    sql`
      select
        entry_groups.pinned_generation_id as generation_id, generations.ended_at_ms::float8 as made_at_ms,
        entry_groups.pinned_seq::float8 as seq, (extract(epoch from journal.created_at) * 1000)::float8 as since_ms,
        journal.actor, journal.reason
      from entry_groups
      left join generations on generations.id = entry_groups.pinned_generation_id
      left join journal on journal.seq = entry_groups.pinned_seq
      where entry_groups.id = ${groupId} and entry_groups.pinned_generation_id is not null`,
  )
  return pin
}

/** The newest failure among groups whose last regeneration failed, or `undefined`. */
export async function readFailure(db: Queryable, groupIds: readonly string[]) {
  const [failure] = await selectRows(
    db,
    z.object({ message: z.string(), at_ms: z.number(), retry_at_ms: z.number() }),
    sql`
      select
        coalesce(failure, '') as message, failed_at_ms::float8 as at_ms,
        coalesce(retry_at_ms, failed_at_ms)::float8 as retry_at_ms
      from entry_groups
      where failed_at_ms is not null and id in (select jsonb_array_elements_text(${JSON.stringify(groupIds)}::jsonb))
      order by failed_at_ms desc
      limit 1`,
  )
  return failure
}

/** The deployment that a domain of the project shows; `null` is none yet, `undefined` is no such domain. */
export async function readDomainDeployment(
  db: Queryable,
  args: { readonly projectId: string; readonly domain: string },
): Promise<string | null | undefined> {
  const [row] = await selectRows(
    db,
    z.object({ deployment_id: z.string().nullable() }),
    sql`select deployment_id from domains where host = ${args.domain} and project_id = ${args.projectId}`,
  )
  return row?.deployment_id
}

/** A stored version with its bytes as they are kept, or `undefined` when the project has no such version. */
export async function readVersionBody(db: Queryable, args: { readonly projectId: string; readonly versionId: string }) {
  const [row] = await selectRows(
    db,
    z.object({
      headers: z.array(z.tuple([z.string(), z.string()])),
      encoding: z.enum(['identity', 'br']),
      bytes: z.instanceof(Uint8Array),
      size_bytes: z.number(),
    }),
    sql`
      select versions.headers, blobs.encoding, blobs.bytes, blobs.size_bytes
      from versions
      join blobs on blobs.sha256 = versions.blob_sha256
      join entries on entries.id = versions.entry_id
      where versions.id = ${args.versionId} and entries.project_id = ${args.projectId}`,
  )
  return row
}
