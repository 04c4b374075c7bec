import { z } from 'zod'
import type { listAudit } from '@/db/queries/audit'
import type { AuditRow } from '@/lib/contract/audit'

const details = z.record(z.string(), z.unknown())

/** A row of the audit as the API tells it. */
export function toAuditRow({ row, project }: Awaited<ReturnType<typeof listAudit>>[number]): AuditRow {
  const { id, actor, action, ip, tokenId, hash, createdAt } = row
  return {
    id,
    actor,
    action,
    ip,
    hash,
    project,
    token: tokenId,
    at: createdAt.toISOString(),
    details: details.parse(row.details),
  }
}
