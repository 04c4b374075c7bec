import type { Queryable } from '@/db/client'
import { type GroupPlace, sampleQueries } from '@/db/queries/paths/pins'
import { OpError } from '@/lib/ops/errors'

/** Queries that are named. */
const NAMED = 3

/**
 * The refusal where nothing is stored of a page as it was named. A path whose key holds a query has a page for each: up to three of
 * those that are stored are named.
 */
export async function nothingStored(db: Queryable, place: GroupPlace): Promise<OpError> {
  const { domain, path, query } = place
  const queries = await sampleQueries(db, place)
  const asked = query === '' ? path : `${path}?${query}`
  if (queries.length === 0) return new OpError('not_found', `Nothing is stored of ${asked} on ${domain}.`)
  const named = queries.slice(0, NAMED).map((stored) => (stored === '' ? path : `${path}?${stored}`))
  const others = queries.length > NAMED ? ', and others' : ''
  const wanted = query === '' ? 'Each query has a page of its own: name one' : 'Name one of its queries as it is stored'
  return new OpError(
    'not_found',
    `Nothing is stored of ${asked} on ${domain}, but of ${named.join(', ')}${others}. ${wanted} with the field “query”.`,
    { details: { queries: queries.slice(0, NAMED) } },
  )
}
