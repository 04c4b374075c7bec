import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { type ArchivedFile, ArchiveFault, readTar, tarOf } from '@/lib/backup/tar'

const FILES: readonly ArchivedFile[] = [
  { name: 'first.json', bytes: Buffer.from('{}') },
  { name: 'tables/a/000001.copy', bytes: randomBytes(512) },
  { name: 'tables/a/000002.copy', bytes: randomBytes(70_001) },
  { name: 'empty', bytes: Buffer.alloc(0) },
]

async function* each<Value>(values: readonly Value[]) {
  yield* values
}

async function* inPieces(bytes: Buffer, length: number) {
  for (let from = 0; from < bytes.byteLength; from += length) yield bytes.subarray(from, from + length)
}

const written = async () => Buffer.concat(await Array.fromAsync(tarOf(each(FILES))))
const read = (bytes: Buffer, length = 4_096) => Array.fromAsync(readTar(inPieces(bytes, length)))

test.each([1, 511, 512, 4_096, 1_000_000])('files come back as they were, read %i bytes at a time', async (length) => {
  const files = await read(await written(), length)
  expect(files.map(({ name, bytes }) => [name, Buffer.from(bytes).equals(bytesOf(name))])).toEqual(
    FILES.map(({ name }) => [name, true]),
  )
})

const bytesOf = (name: string) => FILES.find((file) => file.name === name)?.bytes ?? Buffer.from('none')

test('an archive that ends anywhere too soon is refused', async () => {
  const whole = await written()
  for (const length of [0, 100, 512, 1_000, 2_000, whole.byteLength - 1_024]) {
    await expect(read(whole.subarray(0, length))).rejects.toThrow(ArchiveFault)
  }
})

test('what is no archive, and a header that was changed, is refused', async () => {
  await expect(read(randomBytes(4_096))).rejects.toThrow(ArchiveFault)
  const whole = await written()
  whole[130] = 0x37
  await expect(read(whole)).rejects.toThrow('was changed')
})
