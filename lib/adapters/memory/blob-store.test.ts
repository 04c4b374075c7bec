import { createMemoryBlobStore } from '@/lib/adapters/memory/blob-store'
import { testBlobStore } from '@/lib/engine/contract-tests/blob-store'

testBlobStore('memory', async () => {
  const store = createMemoryBlobStore()
  return { store, put: async (bytes) => store.put(bytes) }
})
