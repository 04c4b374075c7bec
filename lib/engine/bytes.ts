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

/** How many bytes of UTF-8 the first `units` UTF-16 code units of a text take: the `length` that JavaScript gives it. */
export function bytesOfUnits(utf8: Uint8Array, units: number): number {
  let seen = 0
  for (let at = 0; at < utf8.byteLength; at += 1) {
    const byte = utf8[at] ?? 0
    const isFirstOfCharacter = (byte & 0xc0) !== 0x80
    if (isFirstOfCharacter && seen >= units) return at
    // Characters beyond the basic plane are two units.
    if (isFirstOfCharacter) seen += byte < 0xf0 ? 1 : 2
  }
  return utf8.byteLength
}

/** Whether a text takes more bytes of UTF-8 than this. */
export function isLongerThan(bytes: number, text: string): boolean {
  if (text.length > bytes) return true
  return text.length * 3 > bytes && new TextEncoder().encode(text).byteLength > bytes
}
