import { z } from 'zod'
import type { listTokens } from '@/db/queries/access/access'
import { type TokenSummary, tokenScope } from '@/lib/contract/access'

type Row = Awaited<ReturnType<typeof listTokens>>[number]

/** A token as the API tells it: never its secret, nor the hash of it. */
export function toToken({ token, project }: Row): TokenSummary {
  return {
    id: token.id,
    name: token.name,
    scopes: z.array(tokenScope).parse(token.scopes),
    project,
    createdBy: token.createdBy,
    createdAt: token.createdAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    expiresAt: token.expiresAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
  }
}
