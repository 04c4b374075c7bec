import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { hashAt } from '@/db/queries/purges/purge-plan'
import { selectRows } from '@/db/queries/select-rows'

/** Entries of a tag that are looked at one by one. */
export const LOOKED_AT = 2_000
/** Of tags with more: groups of the project that are looked at, whatever tags they carry. */
const SAMPLED_GROUPS = 8_000

const firingRow = z.object({
  tag: z.string(),
  seq: z.number(),
  at_ms: z.number(),
  mode: z.enum(['invalidate', 'delete']),
  actor: z.string(),
  reason: z.string().nullable(),
  is_undone: z.boolean(),
})
export type FiringRow = z.output<typeof firingRow>

/** The newest purges that named each of these tags, newest first: `limit` of each. */
export function readFirings(
  db: Queryable,
  args: { readonly projectId: string; readonly tags: readonly string[]; readonly limit: number },
) {
  const { projectId, tags, limit } = args
  return selectRows(
    db,
    firingRow,
    sql`
      select
        asked.tag, journal.seq::float8 as seq, (extract(epoch from journal.created_at) * 1000)::float8 as at_ms,
        journal.mode, journal.actor, journal.reason,
        exists (select from journal undo where undo.undone_seq = journal.seq) as is_undone
      from unnest(${sql.param([...tags])}::text[]) as asked (tag)
      cross join lateral (
        select seq from (
          select seq from journal
          where selectors @> jsonb_build_array(jsonb_build_object('kind', 'tag', 'tag', asked.tag))
            and project_id = ${projectId} and kind = 'purge' and part_of is null
          -- By the index of selectors: backwards through the journal would be a long way for what was never fired.
          offset 0
        ) named order by seq desc limit ${limit}
      ) newest
      join journal on journal.seq = newest.seq
      order by asked.tag, journal.seq desc`,
  )
}

/** A tag, and since when regenerated pages count; `null`: they do not. */
export type AskedTag = { readonly tag: string; readonly seq: number | null; readonly atMs: number | null }

const reachRow = z.object({
  tag: z.string(),
  paths: z.number(),
  pages: z.number(),
  regenerated: z.number(),
  write_units: z.number(),
})
export type TagReachRow = z.output<typeof reachRow>

const REACHED = sql`
  -- By a hash of 64 bits: rows of texts are slow to sort.
  count(distinct hashtextextended(concat_ws(' ', domain, deployment_id, path), 0))::float8 as paths,
  count(distinct group_id)::float8 as pages,
  count(distinct group_id) filter (where stamp >= seq)::float8 as regenerated,
  coalesce(
    sum(greatest(1, ceil(stored_bytes / 8192.0))) filter (where stamp >= seq and versions.created_at >= to_timestamp("atMs" / 1000)), 0
  )::float8 as write_units`

/** What tags of few entries reach: each of them is found by the index. */
export function readReachOfFew(
  db: Queryable,
  args: { readonly projectId: string; readonly tags: readonly AskedTag[] },
) {
  return selectRows(
    db,
    reachRow,
    sql`
      select asked.tag, ${REACHED}
      from ${asTable(args.tags)}
      cross join lateral (
        select domain, deployment_id, path, group_id, stamp, version_id from entries
        where project_id = ${args.projectId} and tags @> array[asked.tag] offset 0
      ) found
      join versions on versions.id = found.version_id
      group by asked.tag`,
  )
}

/**
 * What tags of many entries reach, as a part of the project's groups has it, so many times more. Names of groups are hashes: those
 * below one are spread evenly over all.
 */
export async function readReachOfMany(
  db: Queryable,
  args: { readonly projectId: string; readonly tags: readonly AskedTag[] },
) {
  const share = await shareOfGroups(db)
  const rows = await selectRows(
    db,
    reachRow,
    sql`
      with looked_at as materialized (
        select domain, deployment_id, path, group_id, stamp, version_id, tags from entries
        where project_id = ${args.projectId} ${share < 1 ? sql`and group_id < ${hashAt(share)}` : sql``}
      )
      select asked.tag, ${REACHED}
      from looked_at cross join lateral (select distinct unnest(tags) as tag) tagged
      join ${asTable(args.tags)} on asked.tag = tagged.tag
      join versions on versions.id = looked_at.version_id
      group by asked.tag`,
  )
  const scaled = (figure: number) => Math.round(figure / share)
  return rows.map(({ tag, paths, pages, regenerated, write_units }) => ({
    tag,
    paths: scaled(paths),
    pages: scaled(pages),
    regenerated: scaled(regenerated),
    write_units: scaled(write_units),
  }))
}

/** Which part of all groups is about as many as are looked at, by what the server knows of the table. */
async function shareOfGroups(db: Queryable): Promise<number> {
  const [row] = await selectRows(
    db,
    z.object({ estimate: z.number() }),
    sql`select greatest(reltuples, 1)::float8 as estimate from pg_class where oid = 'entries'::regclass`,
  )
  return Math.min(1, SAMPLED_GROUPS / (row?.estimate ?? 1))
}

function asTable(tags: readonly AskedTag[]) {
  return sql`jsonb_to_recordset(${JSON.stringify(tags)}::jsonb) as asked (tag text, seq bigint, "atMs" float8)`
}
