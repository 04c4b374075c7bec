import type { Tx } from '@/db/client'
import { appendAudit } from '@/db/queries/audit'
import { lockProject } from '@/db/queries/projects'
import { countHoldingLinks, insertDraftLink } from '@/db/queries/protection/draft-links'
import { readNowMs } from '@/db/queries/purges/journal'
import { type CreateDraftLinkInput, type CreateDraftLinkResult, MAX_DRAFT_LINKS } from '@/lib/contract/protection'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { toDraftLink } from '@/lib/ops/draft-links/to-draft-link'
import { OpError } from '@/lib/ops/errors'
import { hashSecret, newId, newSecret } from '@/lib/ops/identifiers'
import { requireSigner } from '@/lib/ops/protection/require-signer'
import { requireHost } from '@/lib/ops/require-host'

/**
 * Makes a link that shows one page in draft mode to anybody who has it. The link is signed and carries a secret of its own,
 * none of the deployment's; only its hash is stored.
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
    await requireRoom(tx, project)
    const inserted = await insertDraftLink(tx, {
      id,
      host,
      path,
      expiresAt,
      projectId: project.id,
      createdBy: actor,
      note: input.note,
      secretHash: hashSecret(text),
    })
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'draft_links.create',
      details: { link: id, host, path, note: input.note, expiresAt: expiresAt.toISOString() },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
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

/** Two at once would each find room for itself, so the project stays locked until the transaction ends. */
async function requireRoom(tx: Tx, project: { readonly id: string; readonly name: string }): Promise<void> {
  await lockProject(tx, project.id)
  if ((await countHoldingLinks(tx, project.id)) < MAX_DRAFT_LINKS) return
  throw new OpError(
    'conflict',
    `${project.name} already has ${MAX_DRAFT_LINKS} active draft links, which is the limit. Revoke some, or let links expire sooner.`,
  )
}
