import { type SQL, sql } from 'drizzle-orm'
import { NOW_MS } from '@/db/queries/now'

/** The newest purges that cover an entry, by what they went by: the columns of `covers`. */
const COVER = sql`
  coalesce(max(invalidated_seq) filter (where is_by_tag), 0) as tag_invalidated,
  coalesce(max(invalidated_seq) filter (where not is_by_tag), 0) as path_invalidated,
  coalesce(max(deleted_seq) filter (where is_by_tag), 0) as tag_deleted,
  coalesce(max(deleted_seq) filter (where not is_by_tag), 0) as path_deleted`

/** Marks as of this moment: what has passed its deadline is deleted, and what has not is invalidated. */
const MARKS_NOW = sql`
  (select key, invalidated_seq, greatest(deleted_seq, (
    select max((deadline ->> 'seq')::bigint) from jsonb_array_elements(deadlines) as deadline
    where (deadline ->> 'atMs')::numeric <= ${NOW_MS})) as deleted_seq
  from marks) as marks`

/**
 * The environment of an entry's domain, as marks name it. A host that is no domain is a deployment's own, hence preview.
 */
const ENVIRONMENT_OF_PICKED = sql`
  ('@' || coalesce((select environment from domains where host = picked.domain), 'preview'))`

/**
 * `covers` of each row of `picked`, asked by the names of the marks: right for a page of entries, however many marks
 * there are. Names are spelled as `markKey` in lib/engine/purges/marks.ts spells them.
 */
export function coversOfFew(): SQL {
  const project = field(sql`picked.project_id`)
  const domain = field(sql`picked.domain`)
  const environment = field(ENVIRONMENT_OF_PICKED)
  const deployment = field(sql`picked.deployment_id`)
  return sql`
    covers as (
      select picked.id, ${COVER}
      from picked
      cross join lateral (values
        (${project} || '0:0:'),
        (${project} || ${environment} || '0:'),
        (${project} || ${domain} || '0:'),
        (${project} || '0:' || ${deployment}),
        (${project} || ${environment} || ${deployment}),
        (${project} || ${domain} || ${deployment})
      ) as scope (prefix)
      cross join lateral (
        values ('3:all', false), ('4:path' || picked.path, false)
        union all
        select '6:prefix' || prefix, false from (${prefixesOf(sql`picked.path`)}) as prefixes
        union all
        select '3:tag' || tag, true from unnest(picked.tags) as tag
      ) as selector (suffix, is_by_tag)
      join ${MARKS_NOW} on marks.key = scope.prefix || selector.suffix
      group by picked.id
    )`
}

/**
 * The same, for more entries than can be asked for one by one: takes the names of the project's marks apart, once, and
 * joins them with the entries.
 */
export function coversOfMany(projectId: string): SQL {
  const project = `${projectId.length}:${projectId}`
  const inScope = sql`selected.hosts in ('', picked.domain, ${ENVIRONMENT_OF_PICKED}) and selected.deployment_id in ('', picked.deployment_id)`
  return sql`
    selected as materialized (
      select
        scope_hosts.field as hosts, scope_deployment.field as deployment_id,
        kind.field as kind, kind.rest as value, invalidated_seq, deleted_seq
      from ${MARKS_NOW}
      cross join lateral (${firstField(sql`substr(marks.key, ${project.length + 1}::int)`)}) scope_hosts
      cross join lateral (${firstField(sql`scope_hosts.rest`)}) scope_deployment
      cross join lateral (${firstField(sql`scope_deployment.rest`)}) kind
      where starts_with(marks.key, ${project})
    ),
    everything as materialized (select * from selected where kind = 'all'),
    covers as (
      select id, ${COVER}
      from (
        select id, false as is_by_tag, invalidated_seq, deleted_seq
        from picked join everything as selected on ${inScope}
        union all
        select id, false, invalidated_seq, deleted_seq
        from picked join selected on kind = 'path' and value = path and ${inScope}
        union all
        select id, false, invalidated_seq, deleted_seq
        from picked cross join lateral (${prefixesOf(sql`path`)}) as prefixes
        join selected on kind = 'prefix' and value = prefix and ${inScope}
        union all
        select id, true, invalidated_seq, deleted_seq
        from picked cross join unnest(tags) as tag join selected on kind = 'tag' and value = tag and ${inScope}
      ) covering
      group by id
    )`
}

/** As in lib/engine/purges/marks.ts: a longer prefix cannot be purged. */
const MAX_PREFIX_SEGMENTS = 16

/** The prefixes that cover a path, as `prefixesOf` in lib/engine/purges/marks.ts spells them. */
function prefixesOf(path: SQL): SQL {
  return sql`
    select array_to_string(segments[1:last], '/') as prefix
    from (select string_to_array(${path}, '/') as segments) parts
    cross join lateral generate_series(2, least(cardinality(segments), ${MAX_PREFIX_SEGMENTS + 1}::int)) as last
    where segments[last] <> '' or last < cardinality(segments)`
}

/** A length-prefixed field: ids and host names, of which each character is one byte. */
function field(text: SQL): SQL {
  return sql`length(${text}) || ':' || ${text}`
}

/** Splits off the first length-prefixed field of a text. */
function firstField(text: SQL): SQL {
  return sql`
    select
      substr(whole, length(size) + 2, size::int) as field,
      substr(whole, length(size) + 2 + size::int) as rest
    from (select ${text} as whole, split_part(${text}, ':', 1) as size) parts`
}
