import { eq, isNotNull } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { blobs } from '@/db/schema/blobs'

export type NewBlob = Omit<typeof blobs.$inferInsert, 'createdAt' | 'unneededSinceMs'>

/**
 * Stores blobs that are not stored yet, and says of the others that they are needed. Each stays locked until the transaction
 * ends, so that retention does not take what is being referred to. In order of their hashes, so that two that share some
 * never deadlock.
 */
export async function insertBlobs(db: Queryable, rows: readonly NewBlob[]): Promise<void> {
  if (rows.length === 0) return
  // A statement that says something of a conflicting row may name it once.
  const distinct = [...new Map(rows.map((row) => [row.sha256, row])).values()]
  const inOrder = distinct.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1))
  await db
    .insert(blobs)
    .values(inOrder)
    .onConflictDoUpdate({
      target: blobs.sha256,
      set: { unneededSinceMs: null },
      // Rows that need no change are locked all the same.
      setWhere: isNotNull(blobs.unneededSinceMs),
    })
}

/** Bytes and encoding of a blob; `undefined` when it is not stored. */
export async function readBlob(db: Queryable, sha256: string) {
  const [row] = await db
    .select({ sha256: blobs.sha256, encoding: blobs.encoding, bytes: blobs.bytes })
    .from(blobs)
    .where(eq(blobs.sha256, sha256))
  return row
}
