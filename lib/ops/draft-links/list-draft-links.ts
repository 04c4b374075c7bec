import { listDraftLinks as readLinks } from '@/db/queries/protection/draft-links'
import { readNowMs } from '@/db/queries/purges/journal'
import type { DraftLinkList } from '@/lib/contract/protection'
import type { OpsContext } from '@/lib/ops/context'
import { toDraftLink } from '@/lib/ops/draft-links/to-draft-link'
import { requireProject } from '@/lib/ops/require-project'

const LISTED = 200

/** The newest draft links of a project, without their secrets. */
export async function listDraftLinks(ctx: OpsContext, input: { readonly project: string }): Promise<DraftLinkList> {
  const project = await requireProject(ctx, 'read', input.project)
  const nowMs = await readNowMs(ctx.db)
  const rows = await readLinks(ctx.db, { projectId: project.id, limit: LISTED })
  return { links: rows.map((row) => toDraftLink(row, project, nowMs)) }
}
