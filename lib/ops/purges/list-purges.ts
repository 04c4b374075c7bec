import { listJournalActors, listPurges as readPurges } from '@/db/queries/purges/purges'
import type { ListPurgesInput, PurgeList } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { toPurge } from '@/lib/ops/purges/to-purge'
import { requireProject } from '@/lib/ops/require-project'

/** Purges whose actors are offered as a filter. */
const ACTORS_OF = 1_000

/** The newest purges of a project, of those asked for. */
export async function listPurges(ctx: OpsContext, input: ListPurgesInput): Promise<PurgeList> {
  const project = await requireProject(ctx, 'read', input.project)
  const { actor, kind, q: text, before, limit } = input
  const place = { projectId: project.id }
  // One more tells whether there is a next page.
  const rows = await readPurges(ctx.db, { ...place, limit: limit + 1, actor, kind, text, before })
  const page = rows.slice(0, limit)
  return {
    purges: page.map((row) => toPurge(ctx, row, project)),
    actors: await listJournalActors(ctx.db, { ...place, limit: ACTORS_OF, kinds: ['purge'] }),
    next: rows.length > limit ? (page.at(-1)?.seq ?? null) : null,
  }
}
