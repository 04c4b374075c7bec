const BINARY_TYPES =
  /^(?:image\/(?!svg\+xml)|audio\/|video\/|font\/|application\/(?:octet-stream|pdf|zip|gzip|wasm)\b)/i

/**
 * A body as text, or `null` when it is binary: by its content type, else by what is in it. The charset of the content
 * type is used where it is a known one (WHATWG Encoding), else UTF-8. A character that the cut parted is left out.
 */
export function textOf(
  bytes: Uint8Array,
  { contentType, isCut }: { readonly contentType: string | null; readonly isCut: boolean },
): string | null {
  if (contentType !== null && BINARY_TYPES.test(contentType)) return null
  const charset = contentType === null ? undefined : /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]
  const named = charset === undefined ? undefined : decoderOf(charset)
  if (named !== undefined) return named.decode(bytes, { stream: isCut })
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return null
  }
}

function decoderOf(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
}
