import { appendAudit } from '@/db/queries/audit'
import { insertDraftLink } from '@/db/queries/draft-links'
import { readNowMs } from '@/db/queries/journal'
import type { CreateDraftLinkInput, CreateDraftLinkResult } from '@/lib/contract/protection'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { toDraftLink } from '@/lib/ops/draft-links/to-draft-link'
import { hashSecret, newId, newSecret } from '@/lib/ops/identifiers'
import { requireHost } from '@/lib/ops/protection/require-host'
import { requireSigner } from '@/lib/ops/protection/require-signer'

/**
 * Makes a link that shows one page in draft mode to whoever has it. It is signed, has a secret of its own, and holds none of
 * the deployment's; only its hash is kept.
 */
export async function createDraftLink(ctx: OpsContext, input: CreateDraftLinkInput): Promise<CreateDraftLinkResult> {
  const signer = requireSigner(ctx)
  const { origin, hostname, pathname, search } = new URL(input.url)
  const { project, host } = await requireHost(ctx, 'deploy', hostname)
  const nowMs = await readNowMs(ctx.db)
  const id = newId('dfl')
  const path = `${pathname}${search}`
  const expiresAt = new Date(nowMs + input.expiresInHours * 3_600_000)
  const text = signer.sign('draft', { id, host, endsAtMs: expiresAt.getTime(), secret: newSecret() })
  const actor = actorName(ctx.actor)
  const row = await ctx.db.transaction(async (tx) => {
    const inserted = await insertDraftLink(tx, {
      ...{ id, host, path, expiresAt, projectId: project.id, createdBy: actor },
      note: input.note,
      secretHash: hashSecret(text),
    })
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'draft-links.create',
      details: { link: id, host, path, note: input.note, expiresAt: expiresAt.toISOString() },
      ip: ctx.client.ip,
    })
    return inserted
  })
  const own = `${origin}/.well-known/freshet/draft`
  return {
    url: `${own}?link=${text}`,
    leaveUrl: `${own}/leave?to=${encodeURIComponent(path)}`,
    link: toDraftLink(row, project, nowMs),
  }
}
