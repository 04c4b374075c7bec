import { listJournalRows, listStandingPins, TOLD_KINDS } from '@/db/queries/purges/journal-rows'
import { listJournalActors } from '@/db/queries/purges/purges'
import { inSnapshot } from '@/db/queries/select-rows'
import type { JournalList, ListJournalInput } from '@/lib/contract/journal'
import type { OpsContext } from '@/lib/ops/context'
import { toJournalRow } from '@/lib/ops/journal/to-journal-row'
import { requireProject } from '@/lib/ops/require-project'

/** Rows whose actors are offered as a filter. */
const ACTORS_OF = 1_000

/** What changed which pages of a project are served, newest first, of those asked for. */
export async function listJournal(ctx: OpsContext, input: ListJournalInput): Promise<JournalList> {
  const project = await requireProject(ctx, 'read', input.project)
  const { actor, kind, q: text, before, limit } = input
  const projectId = project.id
  return inSnapshot(ctx.db, async (tx) => {
    // One more tells whether there is a next page.
    const rows = await listJournalRows(tx, { projectId, limit: limit + 1, actor, kind, text, before })
    const page = rows.slice(0, limit)
    const seqs = page.filter(({ kind: told }) => told === 'pin').map(({ seq }) => seq)
    const standing = await listStandingPins(tx, { projectId, seqs })
    return {
      rows: page.map((row) => toJournalRow(ctx, row, { project, standing })),
      actors: await listJournalActors(tx, { projectId, limit: ACTORS_OF, kinds: TOLD_KINDS }),
      next: rows.length > limit ? (page.at(-1)?.seq ?? null) : null,
    }
  })
}
