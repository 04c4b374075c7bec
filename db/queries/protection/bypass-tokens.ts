import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { bypassTokens, bypassTokenUses } from '@/db/schema/bypass-tokens'
import { journal } from '@/db/schema/journal'

export type BypassTokenRow = typeof bypassTokens.$inferSelect
type NewBypassToken = Omit<typeof bypassTokens.$inferInsert, 'createdAt' | 'expiresAt' | 'revokedAt' | 'replacedBy'>

/** Of tokens that ended an edge knows so long that somebody uses them still. */
const ENDED_KEPT = sql`interval '30 days'`

const holds = and(
  isNull(bypassTokens.revokedAt),
  or(isNull(bypassTokens.expiresAt), gt(bypassTokens.expiresAt, sql`now()`)),
)

/** Tokens of a project that hold, and those that ended lately: what an edge has to know. */
export async function listTokensOfProject(db: Queryable, projectId: string): Promise<BypassTokenRow[]> {
  const endedAt = sql`least(${bypassTokens.expiresAt}, ${bypassTokens.revokedAt})`
  return db
    .select()
    .from(bypassTokens)
    .where(and(eq(bypassTokens.projectId, projectId), sql`coalesce(${endedAt}, now()) > now() - ${ENDED_KEPT}`))
}

/** Tokens of a project with what edges counted, the newest first; one of them, when asked by id. */
export async function listBypassTokens(
  db: Queryable,
  only: { readonly projectId: string; readonly id?: string; readonly limit: number },
) {
  return db
    .select({ token: bypassTokens, use: bypassTokenUses, holds: sql<boolean>`coalesce(${holds}, false)` })
    .from(bypassTokens)
    .leftJoin(bypassTokenUses, eq(bypassTokenUses.tokenId, bypassTokens.id))
    .where(
      and(eq(bypassTokens.projectId, only.projectId), only.id === undefined ? undefined : eq(bypassTokens.id, only.id)),
    )
    .orderBy(desc(bypassTokens.createdAt), desc(bypassTokens.id))
    .limit(only.limit)
}

/** What a token for protection that holds reaches; `undefined` when it does not. */
export async function findHoldingReach(db: Queryable, token: { readonly id: string; readonly projectId: string }) {
  const isFor = sql`'protection' = any(${bypassTokens.purposes})`
  const [row] = await db
    .select({ paths: bypassTokens.paths, deploymentIds: bypassTokens.deploymentIds })
    .from(bypassTokens)
    .where(and(eq(bypassTokens.id, token.id), eq(bypassTokens.projectId, token.projectId), isFor, holds))
  return row
}

/** How many tokens of a project hold. */
export async function countHoldingTokens(db: Queryable, projectId: string): Promise<number> {
  return db.$count(bypassTokens, and(eq(bypassTokens.projectId, projectId), holds))
}

/** The project that a token is of; `undefined` when there is no such token. */
export async function findProjectOfToken(db: Queryable, id: string): Promise<string | undefined> {
  const [row] = await db.select({ projectId: bypassTokens.projectId }).from(bypassTokens).where(eq(bypassTokens.id, id))
  return row?.projectId
}

/** Keeps a new token; `lifeSeconds` of `null` is until revoked. */
export async function insertBypassToken(
  tx: Tx,
  { lifeSeconds, ...token }: NewBypassToken & { readonly lifeSeconds: number | null },
): Promise<void> {
  const expiresAt = lifeSeconds === null ? null : sql`now() + make_interval(secs => ${lifeSeconds})`
  await tx.insert(bypassTokens).values({ ...token, expiresAt })
}

/**
 * Ends a token that holds and was not rotated yet, after so many seconds at the latest, in favour of another. Resolves to
 * whether this call did it: of two at once, one does.
 */
export async function replaceBypassToken(
  tx: Tx,
  token: { readonly id: string; readonly replacedBy: string; readonly overlapSeconds: number },
): Promise<boolean> {
  const { id, replacedBy, overlapSeconds } = token
  const overlapEnd = sql`now() + make_interval(secs => ${overlapSeconds})`
  const replaced = await tx
    .update(bypassTokens)
    .set({
      replacedBy,
      expiresAt: sql`least(${bypassTokens.expiresAt}, ${overlapEnd})`,
      ...(overlapSeconds === 0 && { revokedAt: sql`now()` }),
    })
    .where(and(eq(bypassTokens.id, id), isNull(bypassTokens.replacedBy), holds))
    .returning({ id: bypassTokens.id })
  return replaced.length > 0
}

/** Revokes a token that holds. Resolves to whether this call did it. */
export async function revokeBypassToken(tx: Tx, id: string): Promise<boolean> {
  const revoked = await tx
    .update(bypassTokens)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(bypassTokens.id, id), holds))
    .returning({ id: bypassTokens.id })
  return revoked.length > 0
}

/** Whether the journal's row of that number is a change of this project's tokens. */
export async function isRowOfTokens(
  db: Queryable,
  of: { readonly projectId: string; readonly seq: number },
): Promise<boolean> {
  const isSuch = and(eq(journal.projectId, of.projectId), eq(journal.seq, of.seq), eq(journal.kind, 'bypass_tokens'))
  return (await db.$count(journal, isSuch)) > 0
}
