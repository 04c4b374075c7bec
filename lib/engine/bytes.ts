/** One array of all chunks, which together have `sizeBytes`. A single chunk is not copied. */
export function concatenated(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const [only] = chunks
  if (only !== undefined && chunks.length === 1) return only
  const bytes = new Uint8Array(sizeBytes)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/** Whether a text takes more bytes of UTF-8 than this. */
export function isLongerThan(bytes: number, text: string): boolean {
  if (text.length > bytes) return true
  return text.length * 3 > bytes && new TextEncoder().encode(text).byteLength > bytes
}
