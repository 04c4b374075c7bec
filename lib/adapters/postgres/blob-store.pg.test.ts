import { insertBlobs } from '@/db/queries/cache/blobs'
import { createPacker } from '@/lib/adapters/memory/packer'
import { blobRow, createPostgresBlobStore } from '@/lib/adapters/postgres/blob-store'
import { shareTestDb } from '@/lib/adapters/postgres/testing'
import { testBlobStore } from '@/lib/engine/contract-tests/blob-store'

const openDatabase = shareTestDb()

testBlobStore('PostgreSQL', async () => {
  const { db } = await openDatabase()
  return {
    store: createPostgresBlobStore(db),
    put: async (bytes) => {
      const body = await createPacker().pack(bytes)
      await insertBlobs(db, [blobRow(body)])
      return body.sha256
    },
  }
})
