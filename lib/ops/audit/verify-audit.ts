import { type AuditHead, checkAudit } from '@/db/queries/audit'
import type { AuditVerification, VerifyAuditInput } from '@/lib/contract/audit'
import type { OpsContext } from '@/lib/ops/context'
import { requireInstallation } from '@/lib/ops/require-project'

/** Recomputes the chain of the audit: it is one for all projects, so who is confined to some cannot ask. */
export async function verifyAudit(ctx: OpsContext, input: VerifyAuditInput): Promise<AuditVerification> {
  requireInstallation(ctx, 'admin')
  const { rowCount, head, fault, isNotedIntact } = await checkAudit(ctx.db, notedHead(input.noted))
  return { isIntact: fault === null && isNotedIntact !== false, verifiedUpTo: rowCount, head, fault, isNotedIntact }
}

function notedHead(noted: string | undefined): AuditHead | undefined {
  const [id, hash] = noted?.split(':') ?? []
  return id === undefined || hash === undefined ? undefined : { id: Number(id), hash }
}
