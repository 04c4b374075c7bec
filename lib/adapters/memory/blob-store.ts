import { createHash } from 'node:crypto'
import type { BlobStore } from '@/lib/engine/ports'

export type MemoryBlobStore = BlobStore & {
  /** Stores bytes and gives their SHA-256. */
  put(bytes: Uint8Array): string
}

/** Content-addressed bytes in memory. */
export function createMemoryBlobStore(): MemoryBlobStore {
  const blobs = new Map<string, Uint8Array>()
  return {
    put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      blobs.set(sha256, bytes)
      return sha256
    },
    async read(sha256) {
      const bytes = blobs.get(sha256)
      if (bytes === undefined) throw new Error(`Blob ${sha256} is not stored.`)
      return bytes
    },
  }
}
