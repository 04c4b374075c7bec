import type { DraftLinkRow } from '@/db/queries/protection/draft-links'
import type { DraftLink } from '@/lib/contract/protection'

/** A draft link as the API tells it. */
export function toDraftLink(row: DraftLinkRow, project: { readonly name: string }, nowMs: number): DraftLink {
  const { id, host, path, note, useCount, createdBy } = row
  return {
    id,
    host,
    path,
    note,
    useCount,
    createdBy,
    project: project.name,
    state: stateOf(row, nowMs),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}

function stateOf({ revokedAt, expiresAt }: DraftLinkRow, nowMs: number): DraftLink['state'] {
  if (revokedAt !== null) return 'revoked'
  return expiresAt.getTime() <= nowMs ? 'expired' : 'holds'
}
