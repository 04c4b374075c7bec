import { eq } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { blobs } from '@/db/schema/blobs'

export type NewBlob = Omit<typeof blobs.$inferInsert, 'createdAt'>

/** Stores blobs that are not stored yet. In order of their hashes, so that two that share some never deadlock. */
export async function insertBlobs(db: Queryable, rows: readonly NewBlob[]): Promise<void> {
  if (rows.length === 0) return
  const inOrder = rows.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1))
  await db.insert(blobs).values(inOrder).onConflictDoNothing()
}

/** Bytes and encoding of a blob; `undefined` when it is not stored. */
export async function readBlob(db: Queryable, sha256: string) {
  const [row] = await db
    .select({ sha256: blobs.sha256, encoding: blobs.encoding, bytes: blobs.bytes })
    .from(blobs)
    .where(eq(blobs.sha256, sha256))
  return row
}
