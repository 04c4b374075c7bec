import { createHash } from 'node:crypto'
import type { Sql } from 'postgres'

const AT_ONCE = 50_000
const BODY = Buffer.from('<p>one of many</p>')

/** A project with one deployment on one domain, of which the ids are made of its name. */
export type Place = { readonly name: string; readonly routes: number }

const BIG: Place = { name: 'big', routes: 1 }

/**
 * Adds the entries of these numbers to a project, each a page with an hour to live: all have the tag `page`, five each that of a
 * shelf, ten the tag `ten`, a tenth is stale by time, and every tenth of the first 10,000 was asked for in the last hour. However
 * many there are, ten fail and a path is found once.
 */
export async function fillStore(sql: Sql, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  if (from === 0) await addProject(sql, BIG)
  await addEntries(sql, BIG, { from, to })
  await sql`
    insert into path_hours (
      hour, project_id, deployment_id, domain, path, route, hit, last_status, last_at
    )
    select date_trunc('hour', now()), 'prj_big', 'dpl_big', 'big.localhost', ${PATH(sql)}, '/[slug]', n, 'HIT', now()
    from generate_series(${from}::int, ${to - 1}::int) as n where n % 10 = 0 and n < 10000`
  // As the server does by itself after so many rows: also what waits to be put into the indexes of tags and texts.
  await sql`vacuum analyze`
}

const PATH = (sql: Sql) => sql`'/page-' || lpad(n::text, 7, '0')`

/** Name of the route of page `n`: one project has one, or several in turn. */
const routeOf = (sql: Sql, { routes }: Place) =>
  routes === 1 ? sql`'/[slug]'` : sql`'/section-' || n % ${routes} || '/[slug]'`

export async function addProject(sql: Sql, { name }: Place): Promise<void> {
  const sha256 = createHash('sha256').update(BODY).digest('hex')
  await sql`insert into projects (id, name) values (${`prj_${name}`}, ${name})`
  await sql`
    insert into deployments (id, project_id, state, manifest, created_seq, file_count, size_bytes, created_by)
    values (${`dpl_${name}`}, ${`prj_${name}`}, 'ready', '{}', 0, 0, 0, 'bench')`
  await sql`
    insert into domains (host, project_id, deployment_id, environment)
    values (${`${name}.localhost`}, ${`prj_${name}`}, ${`dpl_${name}`}, 'production')`
  await sql`
    insert into blobs (sha256, encoding, bytes, size_bytes, stored_bytes)
    values (${sha256}, 'identity', ${BODY}, ${BODY.length}, ${BODY.length}) on conflict do nothing`
  await sql`
    insert into versions (id, entry_id, status, headers, tags, blob_sha256, size_bytes, stored_bytes)
    values ('ver_big', 'many', 200, '[]', '{}', ${sha256}, ${BODY.length}, ${BODY.length}) on conflict do nothing`
}

type Range = { readonly from: number; readonly to: number }

/** Entries of these numbers, of one version. */
export async function addEntries(sql: Sql, place: Place, { from, to }: Range): Promise<void> {
  for (let at = from; at < to; at += AT_ONCE) await addSome(sql, place, { from: at, to: Math.min(to, at + AT_ONCE) })
}

async function addSome(sql: Sql, place: Place, { from, to }: Range): Promise<void> {
  const { name } = place
  const last = to - 1
  // The ids of the first project are those that the bench looks entries up by.
  const of = name === BIG.name ? '' : `${name} `
  const hashed = (kind: string) => sql`encode(sha256((${`${kind} ${of}`} || n)::bytea), 'hex')`
  await sql`
    insert into entry_groups (id, stamp, failed_at_ms, retry_at_ms, failure)
    select ${hashed('group')}, 0,
      case when n < 10 then 1 end, case when n < 10 then 1 end, case when n < 10 then 'failed' end
    from generate_series(${from}::int, ${last}::int) as n`
  await sql`
    insert into entries (
      id, group_id, project_id, deployment_id, domain, path, route, output, variant, query, version_id, stamp,
      generated_at_ms, stale_at_ms, is_from_build, tags
    )
    select
      ${hashed('key')}, ${hashed('group')}, ${`prj_${name}`}, ${`dpl_${name}`}, ${`${name}.localhost`},
      ${PATH(sql)}, ${routeOf(sql, place)}, '/[slug]', 'html', '', 'ver_big', 1000000000,
      (extract(epoch from now()) * 1000)::bigint - n,
      (extract(epoch from now()) * 1000)::bigint + case when n % 10 = 7 then -1000 else 3600000 end,
      false,
      array['page', 'shelf-' || n / 5] || case when n < 10 then '{ten}' else '{}' end::text[]
    from generate_series(${from}::int, ${last}::int) as n`
}
