import type { Tx } from '@/db/client'
import { appendJournal, raiseMarks } from '@/db/queries/purges/journal'
import type { PurgeScope } from '@/lib/contract/purges'
import type { PurgeMode, Selector } from '@/lib/engine/purges/journal'
import { raiseStored } from '@/lib/engine/purges/mark'
import { raisedKeys } from '@/lib/engine/purges/marks'
import type { Scopes } from '@/lib/ops/purges/resolve-purge'

export type NewPurgeRows = {
  readonly scope: PurgeScope
  readonly scopes: Scopes
  readonly selectors: readonly Selector[]
  readonly mode: PurgeMode
  readonly deleteAtMs: number | null
  readonly entryCount: number | null
  readonly actor: string
  readonly reason: string | null
  /** Of a scheduled one. */
  readonly jobId?: string
}

/**
 * Writes a purge: a row of the journal for each of its scopes, all visible at once, and the marks that later look-ups ask.
 * Resolves to the number of the first row, by which the purge is known.
 */
export async function appendPurge(tx: Tx, purge: NewPurgeRows): Promise<number> {
  const { scope, scopes, selectors, mode, deleteAtMs, entryCount, actor, reason } = purge
  const domainGroup = scope.kind === 'domain_group' ? scope.group : null
  let first: number | undefined
  for (const narrowed of scopes) {
    const said = { mode, deleteAtMs, selectors, domainGroup, actor, reason }
    const part = first === undefined ? { entryCount, jobId: purge.jobId ?? null } : { partOf: first }
    const seq = await appendJournal(tx, { kind: 'purge', ...narrowed, ...said, ...part })
    await raiseMarks(tx, raisedKeys(narrowed, selectors), raiseStored({ seq, mode, deleteAtMs }))
    first ??= seq
  }
  if (first === undefined) throw new Error('A purge without a scope was to be written.')
  return first
}
