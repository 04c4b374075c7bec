import { describe, expect, test } from 'vitest'
import type { BlobStore } from '@/lib/engine/ports'

/** A store, and a way to fill it that is no part of the port: deploys and commits do. */
type Opened = { readonly store: BlobStore; put(bytes: Uint8Array): Promise<string> }

/** Every BlobStore must pass this. */
export function testBlobStore(name: string, open: () => Promise<Opened>): void {
  describe(`BlobStore: ${name}`, () => {
    test.each([
      ['no bytes', new Uint8Array()],
      ['every byte', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
      ['text that compresses well', new TextEncoder().encode('again and again '.repeat(10_000))],
    ])('gives back exactly what was stored: %s', async (_title, bytes) => {
      const { store, put } = await open()
      const sha256 = await put(bytes)
      expect(Buffer.from(await store.read(sha256)).equals(bytes)).toBe(true)
    })

    test('rejects on a hash that is not stored, instead of giving nothing', async () => {
      const { store } = await open()
      await expect(store.read('0'.repeat(64))).rejects.toThrow('0'.repeat(64))
    })

    test('storing the same bytes twice changes nothing', async () => {
      const { store, put } = await open()
      const bytes = new TextEncoder().encode('twice')
      expect(await put(bytes)).toBe(await put(bytes))
      expect(new TextDecoder().decode(await store.read(await put(bytes)))).toBe('twice')
    })
  })
}
