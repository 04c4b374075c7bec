import { Readable } from 'node:stream'
import { createBrotliDecompress } from 'node:zlib'

/** What is shown of a body at most. */
export const MAX_SOURCE_BYTES = 512 * 1024

/** The beginning of a stored body. Stops decompressing at the limit, however much the blob would become. */
export async function firstBytes(
  blob: { readonly encoding: 'identity' | 'br'; readonly bytes: Uint8Array },
  limit: number,
): Promise<Uint8Array> {
  if (blob.encoding === 'identity') return blob.bytes.subarray(0, limit)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of Readable.from([blob.bytes]).pipe(createBrotliDecompress())) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= limit) break
  }
  return Buffer.concat(chunks).subarray(0, limit)
}
