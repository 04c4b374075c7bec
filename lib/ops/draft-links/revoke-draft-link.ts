import { appendAudit } from '@/db/queries/audit'
import { findProjectById } from '@/db/queries/projects'
import { findDraftLink, revokeDraftLink as revokeRow } from '@/db/queries/protection/draft-links'
import { appendJournal, readNowMs } from '@/db/queries/purges/journal'
import type { DraftLink, RevokeDraftLinkInput } from '@/lib/contract/protection'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { toDraftLink } from '@/lib/ops/draft-links/to-draft-link'
import { OpError } from '@/lib/ops/errors'
import { reachesProject } from '@/lib/ops/require-project'
import { requireScope } from '@/lib/ops/require-scope'

/**
 * Revokes a draft link: nobody can open it from then on, and whoever it let in to a protected host is no longer let in. Revoking it
 * again changes nothing.
 */
export async function revokeDraftLink(ctx: OpsContext, { id }: RevokeDraftLinkInput): Promise<DraftLink> {
  requireScope(ctx, 'deploy')
  const found = await findDraftLink(ctx.db, id)
  const project = found && (await findProjectById(ctx.db, found.projectId))
  if (found === undefined || project === undefined || !reachesProject(ctx, project.id)) {
    throw new OpError('not_found', `There is no draft link ${id}.`)
  }
  const actor = actorName(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    if (await revokeRow(tx, id)) {
      await appendJournal(tx, { kind: 'protection', projectId: project.id, actor })
      await appendAudit(tx, {
        projectId: project.id,
        actor,
        action: 'draft_links.revoke',
        details: { link: id, host: found.host, path: found.path },
        ip: ctx.client.ip,
        tokenId: tokenIdOf(ctx.actor),
      })
    }
    return toDraftLink((await findDraftLink(tx, id)) ?? found, project, await readNowMs(tx))
  })
}
