import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { draftLinks } from '@/db/schema/protection'

export type DraftLinkRow = typeof draftLinks.$inferSelect

type NewDraftLink = Pick<
  DraftLinkRow,
  'id' | 'projectId' | 'host' | 'path' | 'note' | 'secretHash' | 'createdBy' | 'expiresAt'
>

/** Links stay listed for so long after they ended. */
const ENDED_KEPT = sql`interval '30 days'`

/** Adds a link, and removes those of its project that ended too long ago to be listed. */
export async function insertDraftLink(tx: Tx, link: NewDraftLink): Promise<DraftLinkRow> {
  const endedAt = sql`least(${draftLinks.expiresAt}, ${draftLinks.revokedAt})`
  await tx
    .delete(draftLinks)
    .where(and(eq(draftLinks.projectId, link.projectId), sql`${endedAt} < now() - ${ENDED_KEPT}`))
  const [row] = await tx.insert(draftLinks).values(link).returning()
  if (row === undefined) throw new Error('The draft link was not written.')
  return row
}

/** The newest draft links of a project. */
export async function listDraftLinks(
  db: Queryable,
  { projectId, limit }: { readonly projectId: string; readonly limit: number },
): Promise<DraftLinkRow[]> {
  return db
    .select()
    .from(draftLinks)
    .where(eq(draftLinks.projectId, projectId))
    .orderBy(desc(draftLinks.createdAt), desc(draftLinks.id))
    .limit(limit)
}

/** The link with this id, or `undefined`. */
export async function findDraftLink(db: Queryable, id: string): Promise<DraftLinkRow | undefined> {
  const [row] = await db.select().from(draftLinks).where(eq(draftLinks.id, id))
  return row
}

/** Revokes a link that was not revoked yet, expired or not. Resolves to whether this call did it: of two at once, one does. */
export async function revokeDraftLink(tx: Tx, id: string): Promise<boolean> {
  const revoked = await tx
    .update(draftLinks)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(draftLinks.id, id), isNull(draftLinks.revokedAt)))
    .returning({ id: draftLinks.id })
  return revoked.length > 0
}

const isHolding = and(isNull(draftLinks.revokedAt), gt(draftLinks.expiresAt, sql`now()`))

/** How many links of a project still open a page. */
export async function countHoldingLinks(db: Queryable, projectId: string): Promise<number> {
  return db.$count(draftLinks, and(eq(draftLinks.projectId, projectId), isHolding))
}

/** Counts a use of a link that holds; `undefined` when none does. */
export async function takeDraftLink(
  db: Queryable,
  link: { readonly id: string; readonly host: string; readonly secretHash: string },
) {
  const [row] = await db
    .update(draftLinks)
    .set({ useCount: sql`${draftLinks.useCount} + 1`, lastUsedAt: sql`now()` })
    .where(
      and(
        eq(draftLinks.id, link.id),
        eq(draftLinks.host, link.host),
        eq(draftLinks.secretHash, link.secretHash),
        isHolding,
      ),
    )
    .returning({
      path: draftLinks.path,
      lifeSeconds: sql<number>`extract(epoch from ${draftLinks.expiresAt} - now())::int`,
    })
  return row
}

/** Whether a link that was opened before still holds for its host. */
export async function holdsDraftLink(db: Queryable, link: { readonly id: string; readonly host: string }) {
  const [row] = await db
    .select({ id: draftLinks.id })
    .from(draftLinks)
    .where(and(eq(draftLinks.id, link.id), eq(draftLinks.host, link.host), isHolding))
  return row !== undefined
}
