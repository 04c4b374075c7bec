/** What a file is, by its first bytes: what a source says of itself is not believed. */
export type ImageType =
  | 'image/avif'
  | 'image/webp'
  | 'image/png'
  | 'image/jpeg'
  | 'image/gif'
  | 'image/tiff'
  | 'image/svg+xml'
  | 'image/bmp'
  | 'image/x-icon'
  | 'image/x-icns'
  | 'image/jxl'
  | 'image/heic'

/** Texts, as ISO 8859-1, of which each stands at its place. */
const SIGNATURES: readonly (readonly [ImageType, ...(readonly [at: number, text: string])[]])[] = [
  ['image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['image/jpeg', [0, '\xff\xd8\xff']],
  ['image/gif', [0, 'GIF87a']],
  ['image/gif', [0, 'GIF89a']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBP']],
  ['image/avif', [4, 'ftypavif']],
  ['image/avif', [4, 'ftypavis']],
  ...['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1'].map(
    (brand) => ['image/heic', [4, `ftyp${brand}`]] as const,
  ),
  ['image/jxl', [0, '\xff\x0a']],
  ['image/jxl', [0, '\0\0\0\x0cJXL \r\n\x87\n']],
  ['image/tiff', [0, 'II*\0']],
  ['image/tiff', [0, 'MM\0*']],
  ['image/bmp', [0, 'BM'], [6, '\0\0\0\0']],
  ['image/x-icon', [0, '\0\0\x01\0']],
  ['image/x-icns', [0, 'icns']],
]

/** Bytes that are looked at: an SVG may have a long comment before its root. */
const HEAD_BYTES = 4_096

/** `undefined` for what is no image that a browser could show. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const head = latin1(bytes, 0, HEAD_BYTES)
  const found = SIGNATURES.find(([, ...parts]) => parts.every(([at, text]) => head.startsWith(text, at)))
  return found?.[0] ?? (isSvg(head) ? 'image/svg+xml' : undefined)
}

/** Whether the first element is `svg`, after declarations and comments. */
function isSvg(head: string): boolean {
  let rest = head.replace(/^\xef\xbb\xbf/, '').trimStart()
  for (;;) {
    const end = rest.startsWith('<!--') ? '-->' : '>'
    if (/^<svg[\s>]/.test(rest)) return true
    const at = /^<(?:\?xml|!--|!DOCTYPE\s+svg)/i.test(rest) ? rest.indexOf(end) : -1
    if (at < 0) return false
    rest = rest.slice(at + end.length).trimStart()
  }
}

/** Whether it has more than one frame: made smaller it would lose all but the first. */
export function isAnimated(bytes: Uint8Array, type: ImageType): boolean {
  switch (type) {
    case 'image/gif':
      return hasSecondFrame(bytes)
    case 'image/png':
      return hasAnimationChunk(bytes)
    case 'image/webp':
      return latin1(bytes, 12, 4) === 'VP8X' && ((bytes[20] ?? 0) & 2) !== 0
    default:
      return latin1(bytes, 4, 8) === 'ftypavis'
  }
}

/** Walks the blocks of GIF89a (appendix A) to a second image descriptor. */
function hasSecondFrame(bytes: Uint8Array): boolean {
  const colorTable = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))
  let at = 13 + colorTable(bytes[10] ?? 0)
  let frames = 0
  while (at < bytes.length) {
    const block = bytes[at]
    if (block === 0x2c) {
      frames += 1
      if (frames > 1) return true
      at += 11 + colorTable(bytes[at + 9] ?? 0)
    } else if (block === 0x21) at += 2
    else return false
    for (let size = bytes[at] ?? 0; size > 0; size = bytes[at] ?? 0) at += size + 1
    at += 1
  }
  return false
}

/** APNG has `acTL` before its first `IDAT`. */
function hasAnimationChunk(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const chunk = latin1(bytes, at + 4, 4)
    if (chunk === 'acTL') return true
    if (chunk === 'IDAT') return false
  }
  return false
}

function latin1(bytes: Uint8Array, from: number, length: number): string {
  let text = ''
  for (const byte of bytes.subarray(from, from + length)) text += String.fromCharCode(byte)
  return text
}
