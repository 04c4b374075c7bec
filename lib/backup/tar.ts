/** A file in an archive, whole in memory. */
export type ArchivedFile = { readonly name: string; readonly bytes: Uint8Array }

const BLOCK = 512
/** Of one file, so that a damaged length does not ask for all memory. */
const MAX_FILE_BYTES = 64 * 1_048_576

/** The bytes do not make an archive: they were cut off or changed. */
export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault'
}

/** The files as a tar archive (ustar), which every `tar` lists and unpacks. */
export async function* tarOf(files: AsyncIterable<ArchivedFile>): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes } of files) {
    yield headerOf(name, bytes.byteLength)
    yield bytes
    yield Buffer.alloc(paddingOf(bytes.byteLength))
  }
  yield Buffer.alloc(2 * BLOCK)
}

/** The files of an archive, in its order. Throws `ArchiveFault` where it is damaged or ends too soon. */
export async function* readTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ArchivedFile> {
  const reader = createReader(bytes)
  for (;;) {
    const header = await reader.take(BLOCK)
    if (header.every((byte) => byte === 0)) return
    const { name, sizeBytes } = parseHeader(header)
    const body = await reader.take(sizeBytes)
    await reader.take(paddingOf(sizeBytes))
    yield { name, bytes: body }
  }
}

function paddingOf(sizeBytes: number): number {
  return (BLOCK - (sizeBytes % BLOCK)) % BLOCK
}

const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`

function headerOf(name: string, sizeBytes: number): Uint8Array {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long a name for an archive.`)
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0)
  // Readable by its owner alone, as the archive is.
  header.write(octal(0o600, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(sizeBytes, 12), 124)
  header.write(octal(0, 12), 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(`${octal(checksumOf(header), 7)} `, 148)
  return header
}

function parseHeader(header: Buffer): { readonly name: string; readonly sizeBytes: number } {
  const text = (from: number, until: number) => header.toString('utf8', from, until).replace(/\0.*$/s, '')
  const sizeBytes = Number.parseInt(text(124, 136), 8)
  const isOurs = header.toString('latin1', 257, 262) === 'ustar' && sizeBytes <= MAX_FILE_BYTES
  if (!isOurs || Number.parseInt(text(148, 156), 8) !== checksumOf(header)) {
    throw new ArchiveFault('it is no backup, or was changed')
  }
  return { name: text(0, 100), sizeBytes }
}

/** Of all bytes of the header, with blanks where the sum itself stands. */
function checksumOf(header: Buffer): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0)
}

/** Takes exactly so many bytes at a time. */
function createReader(bytes: AsyncIterable<Uint8Array>) {
  const source = bytes[Symbol.asyncIterator]()
  let held: Uint8Array[] = []
  let heldBytes = 0
  return {
    async take(count: number): Promise<Buffer> {
      while (heldBytes < count) {
        const next = await source.next()
        if (next.done === true) throw new ArchiveFault('it ends too soon')
        held.push(next.value)
        heldBytes += next.value.byteLength
      }
      const all = Buffer.concat(held)
      held = [all.subarray(count)]
      heldBytes -= count
      return all.subarray(0, count)
    },
  }
}
