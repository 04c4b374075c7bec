import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createPacker, unpack } from '@/lib/adapters/memory/packer'

const { pack } = createPacker()

test('text is compressed, and its compressed form unpacks to the same body', async () => {
  const bytes = new TextEncoder().encode('<li>again</li>'.repeat(1_000))
  const body = await pack(bytes)
  expect(body.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  expect(body.brotli?.length).toBeLessThan(200)
  const unpacked = await unpack({ sha256: body.sha256, encoding: 'br', bytes: body.brotli ?? new Uint8Array() })
  expect(Buffer.from(unpacked.identity).equals(bytes)).toBe(true)
})

test.each([
  ['less than 512 bytes', new TextEncoder().encode('a'.repeat(511))],
  ['what cannot be compressed', Uint8Array.from(randomBytes(100_000))],
  ['nothing', new Uint8Array()],
])('%s is kept as it is', async (_what, bytes) => {
  const body = await pack(bytes)
  expect(body).toMatchObject({ identity: bytes, brotli: null })
  expect(await unpack({ sha256: body.sha256, encoding: 'identity', bytes })).toEqual(body)
})

test('512 bytes of text are compressed', async () => {
  expect((await pack(new TextEncoder().encode('a'.repeat(512)))).brotli).not.toBeNull()
})

test('bytes that are no brotli stream although they should be are refused', async () => {
  const bytes = new TextEncoder().encode('not brotli at all')
  await expect(unpack({ sha256: 'x', encoding: 'br', bytes })).rejects.toThrow()
})
