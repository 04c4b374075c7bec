import { appendAudit } from '@/db/queries/audit'
import { insertVisit } from '@/db/queries/protection/site-visits'
import type { VisitSiteInput } from '@/lib/contract/protection'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { newId } from '@/lib/ops/identifiers'
import { requireSigner } from '@/lib/ops/protection/require-signer'
import { requireHost } from '@/lib/ops/require-host'
import { requireSession } from '@/lib/ops/require-scope'
import { isOfThisMachine } from '@/lib/ops/site-url'

/** Long enough for a browser to follow a redirect. */
const TICKET_SECONDS = 60

/**
 * Gives a signed-in operator, of any role, a ticket for a host of a project: the address to go to, for once and soon. Refuses
 * hosts of nobody, so that the dashboard leads to no foreign site; and plain HTTP where the dashboard itself is reached by HTTPS.
 */
export async function visitSite(
  ctx: OpsContext,
  { url: text, isSecure }: VisitSiteInput & { readonly isSecure: boolean },
): Promise<{ readonly location: string }> {
  const { sessionId } = requireSession(ctx)
  const signer = requireSigner(ctx)
  const url = new URL(text)
  const { project, host } = await requireHost(ctx, 'read', url.hostname)
  if (isSecure && url.protocol !== 'https:' && !isOfThisMachine(host)) {
    throw new OpError('invalid', `Open https://${host} instead: a ticket is never sent unencrypted.`)
  }
  const id = newId('vst')
  const { ticketEndsAt } = await ctx.db.transaction(async (tx) => {
    const visit = await insertVisit(tx, {
      id,
      host,
      sessionId,
      projectId: project.id,
      ticketSeconds: TICKET_SECONDS,
    })
    await appendAudit(tx, {
      projectId: project.id,
      actor: actorName(ctx.actor),
      action: 'protection.visit',
      details: { host, visit: id },
      ip: ctx.client.ip,
    })
    return visit
  })
  const ticket = signer.sign('ticket', {
    id,
    host,
    to: `${url.pathname}${url.search}`,
    endsAtMs: ticketEndsAt.getTime(),
  })
  return { location: `${url.origin}/.well-known/freshet/pass?ticket=${ticket}` }
}
