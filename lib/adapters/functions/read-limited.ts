/** All bytes of a stream. Rejects as soon as there are more than `limitBytes`. */
export async function readLimited(stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of stream) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > limitBytes) throw new Error(`More than ${limitBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, sizeBytes)
}
