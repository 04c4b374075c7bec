import { z } from 'zod'
import type { listBypassTokens } from '@/db/queries/protection/bypass-tokens'
import { type BypassToken, bypassPurpose } from '@/lib/contract/bypass-tokens'

type Row = Awaited<ReturnType<typeof listBypassTokens>>[number]

/** A bypass token as the API tells it: never its secret, nor the hash of it. */
export function toBypassToken({ token, use, holds }: Row, project: string): BypassToken {
  return {
    id: token.id,
    project,
    note: token.note,
    paths: token.paths,
    deployments: token.deploymentIds,
    purposes: z.array(bypassPurpose).parse(token.purposes),
    createdBy: token.createdBy,
    createdAt: token.createdAt.toISOString(),
    expiresAt: isoOf(token.expiresAt),
    revokedAt: isoOf(token.revokedAt),
    replacedBy: token.replacedBy,
    state: stateOf(token, holds),
    uses: use?.uses ?? 0,
    lastUsedAt: isoOf(use?.lastUsedAt),
    lastUsedFrom: use?.lastUsedFrom ?? null,
    refusals: use?.refusals ?? 0,
    lastRefusedAt: isoOf(use?.lastRefusedAt),
    lastRefusedFrom: use?.lastRefusedFrom ?? null,
  }
}

function stateOf({ revokedAt, replacedBy }: Row['token'], holds: boolean): BypassToken['state'] {
  if (revokedAt !== null) return 'revoked'
  if (!holds) return 'expired'
  return replacedBy === null ? 'holds' : 'ending'
}

function isoOf(instant: Date | null | undefined): string | null {
  return instant?.toISOString() ?? null
}
