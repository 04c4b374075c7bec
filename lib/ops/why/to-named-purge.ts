import { z } from 'zod'
import type { PurgeRow } from '@/db/queries/purges/purges'
import { scopeWords, selectorWords } from '@/lib/contract/purge-words'
import { purgedSelector } from '@/lib/contract/purges'
import type { NamedPurge } from '@/lib/engine/why/told-purge'
import { toScope } from '@/lib/ops/purges/to-purge'

/** Selectors that are named one by one. */
const MAX_SELECTORS = 4

/** A row of the journal as an explanation names it. */
export function toNamedPurge(row: PurgeRow): NamedPurge {
  const selectors = z.array(purgedSelector).catch([]).parse(row.selectors)
  const named = selectors.slice(0, MAX_SELECTORS).map(selectorWords)
  const more = selectors.length > named.length ? ` and ${selectors.length - named.length} more` : ''
  return {
    seq: row.seq,
    kind: row.kind === 'purge' ? (row.mode ?? 'invalidate') : 'pin',
    selectors: named.length === 0 ? 'nothing that can be read' : `${named.join(', ')}${more}`,
    scope: scopeWords(toScope(row)),
    actor: row.actor,
    reason: row.reason,
    atMs: row.createdAt.getTime(),
  }
}
