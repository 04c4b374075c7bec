import { createHash } from 'node:crypto'
import type { Sql } from 'postgres'

const AT_ONCE = 50_000
const BODY = Buffer.from('<p>one of many</p>')

/**
 * Adds the entries of these numbers to a project, each a page with an hour to live: all have the tag `page`, five each that of a shelf, ten the tag `ten`, a tenth is stale by
 * time, and every hundredth was asked for in the last hour. However many there are, ten fail and a path is found once.
 */
export async function fillStore(sql: Sql, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  if (from === 0) await addProject(sql)
  for (let at = from; at < to; at += AT_ONCE) await addEntries(sql, at, Math.min(to, at + AT_ONCE))
  // As the server does by itself after so many rows: also what waits to be put into the indexes of tags and texts.
  await sql`vacuum analyze`
}

async function addProject(sql: Sql): Promise<void> {
  const sha256 = createHash('sha256').update(BODY).digest('hex')
  await sql`insert into projects (id, name) values ('prj_big', 'big')`
  await sql`
    insert into deployments (id, project_id, state, manifest, created_seq, file_count, size_bytes, created_by)
    values ('dpl_big', 'prj_big', 'ready', '{}', 0, 0, 0, 'bench')`
  await sql`
    insert into domains (host, project_id, deployment_id, environment)
    values ('big.localhost', 'prj_big', 'dpl_big', 'production')`
  await sql`
    insert into blobs (sha256, encoding, bytes, size_bytes, stored_bytes)
    values (${sha256}, 'identity', ${BODY}, ${BODY.length}, ${BODY.length})`
  await sql`
    insert into versions (id, entry_id, status, headers, tags, blob_sha256, size_bytes, stored_bytes)
    values ('ver_big', 'many', 200, '[]', '{}', ${sha256}, ${BODY.length}, ${BODY.length})`
}

async function addEntries(sql: Sql, from: number, to: number): Promise<void> {
  const last = to - 1
  await sql`
    insert into entry_groups (id, stamp, failed_at_ms, retry_at_ms, failure)
    select encode(sha256(('group ' || n)::bytea), 'hex'), 0,
      case when n < 10 then 1 end, case when n < 10 then 1 end, case when n < 10 then 'failed' end
    from generate_series(${from}::int, ${last}::int) as n`
  await sql`
    insert into entries (
      id, group_id, project_id, deployment_id, domain, path, route, output, variant, query, version_id, stamp,
      generated_at_ms, stale_at_ms, is_from_build, tags
    )
    select
      encode(sha256(('key ' || n)::bytea), 'hex'), encode(sha256(('group ' || n)::bytea), 'hex'),
      'prj_big', 'dpl_big', 'big.localhost', '/page-' || lpad(n::text, 7, '0'), '/[slug]', '/[slug]', 'html', '', 'ver_big', 1000000000,
      (extract(epoch from now()) * 1000)::bigint - n,
      (extract(epoch from now()) * 1000)::bigint + case when n % 10 = 7 then -1000 else 3600000 end,
      false,
      array['page', 'shelf-' || n / 5] || case when n < 10 then '{ten}' else '{}' end::text[]
    from generate_series(${from}::int, ${last}::int) as n`
  await sql`
    insert into path_hours (
      hour, project_id, deployment_id, domain, path, route, hit, last_status, last_at
    )
    select date_trunc('hour', now()), 'prj_big', 'dpl_big', 'big.localhost', '/page-' || lpad(n::text, 7, '0'), '/[slug]', n, 'HIT', now()
    from generate_series(${from}::int, ${last}::int) as n where n % 10 = 0 and n < 10000`
}
