import { and, eq, gt, notExists, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Queryable } from '@/db/client'
import { NOW_MS } from '@/db/queries/now'
import { journal } from '@/db/schema/journal'

/** One selector, as the journal spells it. */
export type StoredSelector = Readonly<Record<string, string>>

/**
 * The purges of these selectors that nobody undid, as far as they can still matter: of each scope and selector the newest
 * invalidation, the newest deletion in effect, and the deletions to come. `selectors` are parsed by the reader.
 */
export async function listStandingPurges(
  db: Queryable,
  args: { readonly projectId: string; readonly selectors: readonly StoredSelector[] },
) {
  const undo = alias(journal, 'undo')
  const isDue = sql`(${journal.deleteAtMs} is null or ${journal.deleteAtMs} <= ${NOW_MS})`
  const wanted = args.selectors.map((selector) => JSON.stringify(selector))
  const selected = db
    .select({
      seq: journal.seq,
      environment: journal.environment,
      domain: journal.domain,
      deploymentId: journal.deploymentId,
      deleteAtMs: sql<string | null>`case when ${isDue} then null else ${journal.deleteAtMs} end`.as('pending_at_ms'),
      mode: journal.mode,
      selector: sql<unknown>`picked.selector`.as('selector'),
    })
    .from(journal)
    .crossJoinLateral(sql`jsonb_array_elements(${journal.selectors}) as picked (selector)`)
    .where(
      and(
        eq(journal.projectId, args.projectId),
        eq(journal.kind, 'purge'),
        or(...wanted.map((selector) => sql`${journal.selectors} @> ${`[${selector}]`}::jsonb`)),
        sql`picked.selector in ${wanted.map((selector) => sql`${selector}::jsonb`)}`,
        notExists(db.select({ seq: undo.seq }).from(undo).where(eq(undo.undoneSeq, journal.seq))),
        gt(journal.seq, 0),
      ),
    )
    .as('selected')
  const { environment, domain, deploymentId, selector, mode, deleteAtMs } = selected
  const rows = await db
    .select({
      seq: sql<string>`max(${selected.seq})`,
      mode,
      environment,
      domain,
      deploymentId,
      deleteAtMs,
      selector,
    })
    .from(selected)
    .groupBy(environment, domain, deploymentId, selector, mode, deleteAtMs)
  return rows.map((row) => ({
    ...row,
    seq: Number(row.seq),
    deleteAtMs: row.deleteAtMs === null ? null : Number(row.deleteAtMs),
  }))
}
