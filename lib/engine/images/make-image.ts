import { concatenated } from '@/lib/engine/bytes'
import type { HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { type ImageProblem, imageRefused } from '@/lib/engine/images/image-problem'
import type { ImageRules } from '@/lib/engine/images/image-rules'
import { imageTags } from '@/lib/engine/images/image-tag'
import { type ImageType, imageTypeOf, isAnimated } from '@/lib/engine/images/image-type'
import type { ImageFailure, ImageJob } from '@/lib/engine/images/optimizer'
import type { ImageRequest } from '@/lib/engine/images/read-image-request'

/** A copy of an image as it is to be stored. */
export type MadeImage = {
  readonly kind: 'made'
  readonly headers: readonly HeaderPair[]
  readonly tags: readonly string[]
  readonly revalidateSeconds: number
  readonly bytes: Uint8Array
}

/** The image that a copy is made of, as its origin gave it. */
export type SourceImage = {
  readonly kind: 'source'
  readonly bytes: Uint8Array
  /** Seconds that the origin lets others keep it; 0 when it says nothing. */
  readonly maxAgeSeconds: number
  readonly tags: readonly string[]
}

/** What it takes to make one copy. */
export type ImageOrder = {
  readonly requested: ImageRequest
  readonly rules: ImageRules
  readonly readSource: () => Promise<SourceImage | ImageProblem>
}

/** Largest source, in bytes (reference: Next's image endpoint). */
export const MAX_SOURCE_BYTES = 50_000_000
const MAX_SECONDS = 31_536_000

/** Shown as they are (reference: Next's image endpoint): nothing is gained, or the program for it is missing. */
const KEPT_AS_THEY_ARE = new Set<ImageType>([
  'image/svg+xml',
  'image/x-icon',
  'image/x-icns',
  'image/bmp',
  'image/jxl',
  'image/heic',
])

/** Reads the source and makes the copy that was asked for; an animated image keeps all its frames, and its size. */
export async function makeImage(engine: Engine, order: ImageOrder): Promise<MadeImage | ImageProblem> {
  const { rules, requested } = order
  const source = await order.readSource()
  if (source.kind !== 'source') return source
  const type = imageTypeOf(source.bytes)
  if (type === undefined) return imageRefused('The source is no image.')
  if (type === 'image/svg+xml' && !rules.allowsSvg) {
    return imageRefused('The source is an SVG, which this site does not allow (images.dangerouslyAllowSVG).')
  }
  const target = KEPT_AS_THEY_ARE.has(type) || isAnimated(source.bytes, type) ? null : targetType(type, requested)
  if (target === null) return made(order, source, { type, bytes: source.bytes })
  const { width, quality } = requested
  const copy = await engine.images.optimize({ bytes: source.bytes, width, quality, type: target })
  if (copy.kind === 'failed') return problemOf(copy)
  return made(order, source, { type: target, bytes: copy.bytes })
}

/** What the browser asked for; else the image's own format, unless not every browser knows it. */
function targetType(type: ImageType, { format }: ImageRequest): ImageJob['type'] | null {
  if (format !== null) return format
  switch (type) {
    case 'image/webp':
    case 'image/avif':
      return 'image/jpeg'
    case 'image/png':
    case 'image/jpeg':
    case 'image/gif':
    case 'image/tiff':
      return type
    default:
      return null
  }
}

function made(
  { requested, rules }: ImageOrder,
  source: SourceImage,
  copy: { readonly type: ImageType; readonly bytes: Uint8Array },
): MadeImage {
  const address = requested.source.kind === 'local' ? requested.source.target : requested.source.url
  return {
    kind: 'made',
    headers: [
      ['content-type', copy.type],
      ['vary', 'accept'],
      ['content-disposition', `${rules.dispositionType}; filename="${fileName(address, copy.type)}"`],
      ['content-security-policy', rules.contentSecurityPolicy],
      ['x-content-type-options', 'nosniff'],
    ],
    tags: [...imageTags(address), ...source.tags],
    revalidateSeconds: Math.min(Math.max(rules.minimumCacheTtlSeconds, source.maxAgeSeconds, 1), MAX_SECONDS),
    bytes: copy.bytes,
  }
}

const EXTENSIONS: Readonly<Partial<Record<ImageType, string>>> = {
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'image/x-icon': 'ico',
  'image/x-icns': 'icns',
}

/** The source's name with the extension of what is sent; only characters that need no quoting anywhere. */
function fileName(address: string, type: ImageType): string {
  const last = address.split(/[?#]/)[0]?.split('/').pop() ?? ''
  const name = last
    .split('.')[0]
    ?.replace(/[^A-Za-z0-9_-]+/g, '_')
    .slice(0, 100)
  return `${name === undefined || name === '' ? 'image' : name}.${EXTENSIONS[type] ?? type.slice('image/'.length)}`
}

const FAILURES = {
  too_large: { status: 413, code: 'IMAGE_TOO_LARGE' },
  too_slow: { status: 504, code: 'IMAGE_TIMEOUT' },
  not_an_image: { status: 400, code: 'INVALID_IMAGE_OPTIMIZE_REQUEST' },
  crashed: { status: 500, code: 'IMAGE_PROCESSING_FAILED' },
  overloaded: { status: 503, code: 'IMAGE_THROTTLED' },
  unavailable: { status: 501, code: 'IMAGES_UNAVAILABLE' },
} as const satisfies Record<ImageFailure['reason'], { status: number; code: string }>

function problemOf({ reason, message }: ImageFailure): ImageProblem {
  return { kind: 'problem', ...FAILURES[reason], message }
}

/** The whole body, or `undefined` when it is larger than a source may be. */
export async function wholeBody(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > MAX_SOURCE_BYTES) return undefined
    chunks.push(chunk)
  }
  return concatenated(chunks, sizeBytes)
}
