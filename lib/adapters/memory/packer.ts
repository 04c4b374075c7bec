import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
import type { Body } from '@/lib/engine/entry'
import type { Packer } from '@/lib/engine/ports'

const compress = promisify(brotliCompress)
const decompress = promisify(brotliDecompress)

/** Smaller bodies fit one packet either way. */
const MIN_BYTES = 512
/** A compressed form must save this share at least: images and archives do not, and would only cost decompression. */
const MIN_SAVING = 0.05
/** Above it brotli's time grows much faster than its gain. */
const QUALITY = 5

/** Hashes bytes and compresses them off the event loop, unless that gains nothing. */
export function createPacker(): Packer {
  return {
    async pack(bytes) {
      return { sha256: sha256Hex(bytes), identity: bytes, brotli: await brotliOf(bytes) }
    },
  }
}

/** Hashes at once and never compresses: for tests in which nothing may happen later than a microtask. */
export function createMemoryPacker(): Packer {
  return {
    async pack(bytes) {
      return { sha256: sha256Hex(bytes), identity: bytes, brotli: null }
    },
  }
}

/** The body whose kept form is `bytes`. Rejects when they are no brotli stream although `encoding` says so. */
export async function unpack(blob: {
  readonly sha256: string
  readonly encoding: 'identity' | 'br'
  readonly bytes: Uint8Array
}): Promise<Body> {
  const { sha256, encoding } = blob
  const bytes = withoutBuffer(blob.bytes)
  if (encoding === 'identity') return { sha256, identity: bytes, brotli: null }
  return { sha256, identity: withoutBuffer(await decompress(bytes)), brotli: bytes }
}

/** The same bytes, not copied, as nothing more than a `Uint8Array`. */
function withoutBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

async function brotliOf(bytes: Uint8Array): Promise<Uint8Array | null> {
  if (bytes.length < MIN_BYTES) return null
  const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const brotli = await compress(bytes, { params })
  return brotli.length <= bytes.length * (1 - MIN_SAVING) ? brotli : null
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
