import type { Queryable } from '@/db/client'
import { type NewBlob, readBlob } from '@/db/queries/cache/blobs'
import { unpack } from '@/lib/adapters/memory/packer'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import type { Body } from '@/lib/engine/entry'
import type { BlobStore } from '@/lib/engine/ports'
import { storedBytes } from '@/lib/engine/version'

/** Blobs in PostgreSQL. Reads reject after `timeoutMs`. */
export function createPostgresBlobStore(
  db: Queryable,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): BlobStore {
  return {
    async read(sha256) {
      const row = await withDeadline(readBlob(db, sha256), timeoutMs)
      if (row === undefined) throw new Error(`Blob ${sha256} is not stored.`)
      return (await unpack(row)).identity
    },
  }
}

/** The row that keeps a body. */
export function blobRow(body: Body): NewBlob {
  const bytes = storedBytes(body)
  return {
    sha256: body.sha256,
    encoding: bytes === body.brotli ? 'br' : 'identity',
    bytes,
    sizeBytes: body.identity.length,
    storedBytes: bytes.length,
  }
}
