import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'

/** How far back a page looks, as PostgreSQL reads an interval. */
export const WINDOW_INTERVALS = { '1h': '1 hour', '24h': '24 hours', '7d': '7 days', '30d': '30 days' } as const
export type CountWindow = keyof typeof WINDOW_INTERVALS

/** Sums of requests by status alone. */
export const STATUS_SUMS = sumsOf(['hit', 'prerender', 'stale', 'revalidated', 'miss', 'bypass', 'none'])

/** Sums of everything that is counted, to be selected from a table of counts; zeros where there are no rows. */
export const COUNT_SUMS = sql.join(
  [
    STATUS_SUMS,
    sumsOf(['errors', 'read_units', 'write_units', 'invocations', 'duration_ms', 'cpu_us', 'memory_mb_ms']),
    sumsOf([
      'bytes_in',
      'bytes_out',
      'bytes_to_functions',
      'bytes_from_functions',
      'bytes_to_cache',
      'bytes_from_cache',
    ]),
  ],
  sql`, `,
)

function sumsOf(names: readonly string[]): SQL {
  return sql.join(
    names.map((name) => sql`coalesce(sum(${sql.identifier(name)}), 0)::float8 as ${sql.identifier(name)}`),
    sql`, `,
  )
}

/** What `STATUS_SUMS` selects. */
export const statusSumsRow = z.object({
  hit: z.number(),
  prerender: z.number(),
  stale: z.number(),
  revalidated: z.number(),
  miss: z.number(),
  bypass: z.number(),
  none: z.number(),
})

/** What `COUNT_SUMS` selects. */
export const countSumsRow = statusSumsRow.extend({
  errors: z.number(),
  read_units: z.number(),
  write_units: z.number(),
  invocations: z.number(),
  duration_ms: z.number(),
  cpu_us: z.number(),
  memory_mb_ms: z.number(),
  bytes_in: z.number(),
  bytes_out: z.number(),
  bytes_to_functions: z.number(),
  bytes_from_functions: z.number(),
  bytes_to_cache: z.number(),
  bytes_from_cache: z.number(),
})

/** All requests of a row of counts, whatever the cache did. */
export const REQUEST_SUM = sql`sum(hit + prerender + stale + revalidated + miss + bypass + "none")`
/** Those answered from the cache, and those that could have been: the two halves of the hit ratio. */
export const SERVED_SUM = sql`sum(hit + prerender + stale)`
export const CACHEABLE_SUM = sql`sum(hit + prerender + stale + revalidated + miss)`

/** What a domain shows. */
export type Shown = { readonly domain: string; readonly deploymentId: string }

/** Restricts rows of counts or of entries to a project and, where given, to a domain, a deployment, or what these domains show. */
export function inPlace(place: {
  readonly projectId: string
  readonly domain?: string | undefined
  readonly deploymentId?: string | undefined
  readonly shown?: readonly Shown[] | undefined
}): SQL {
  const domain = place.domain === undefined ? sql`` : sql`and domain = ${place.domain}`
  const deployment = place.deploymentId === undefined ? sql`` : sql`and deployment_id = ${place.deploymentId}`
  const shown = place.shown === undefined ? sql`` : sql`and (domain, deployment_id) in (${pairsOf(place.shown)})`
  return sql`project_id = ${place.projectId} ${domain} ${deployment} ${shown}`
}

function pairsOf(shown: readonly Shown[]): SQL {
  const domains = sql.param(shown.map(({ domain }) => domain))
  const deployments = sql.param(shown.map(({ deploymentId }) => deploymentId))
  return sql`select * from unnest(${domains}::text[], ${deployments}::text[])`
}
