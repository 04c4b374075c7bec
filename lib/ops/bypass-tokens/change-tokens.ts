import type { Tx } from '@/db/client'
import { appendAudit } from '@/db/queries/audit'
import { appendJournal } from '@/db/queries/purges/journal'
import type { BypassToken } from '@/lib/contract/bypass-tokens'
import { findToken } from '@/lib/ops/bypass-tokens/require-bypass-token'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import type { Project } from '@/lib/ops/require-project'

type Change = {
  readonly project: Project
  readonly action: `bypass_tokens.${string}`
  readonly id: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Tells every edge that tokens of the project changed, and the audit what did. Call it after every change of a row. */
export async function changeTokens(
  ctx: OpsContext,
  tx: Tx,
  { project, action, id, details }: Change,
): Promise<{ readonly summary: BypassToken; readonly seq: number }> {
  const actor = actorName(ctx.actor)
  const seq = await appendJournal(tx, { kind: 'bypass_tokens', projectId: project.id, actor })
  await appendAudit(tx, {
    projectId: project.id,
    actor,
    action,
    details: { token: id, ...details },
    ip: ctx.client.ip,
    tokenId: tokenIdOf(ctx.actor),
  })
  return { summary: await findToken(tx, project, id), seq }
}
