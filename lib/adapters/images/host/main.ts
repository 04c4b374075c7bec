import type { Sharp } from 'sharp'
import { openChildPipe } from '@/lib/adapters/functions/message-pipe'
import {
  MAX_COPY_BYTES,
  MAX_IMAGE_MESSAGE_BYTES,
  type MessageFromImageHost,
  type MessageToImageHost,
  messageToImageHost,
} from '@/lib/adapters/images/protocol'

/** Pixels of all frames together: beyond it an image is refused before it is unpacked. */
const MAX_PIXELS = 100_000_000
/** Somewhat less than the edge waits, so that a slow image costs the process only when it cannot be stopped. */
const TIMEOUT_SECONDS = 8

/** The formats that are read. Everything else that the library could load stays off. */
const LOADERS = ['Heif', 'Jpeg', 'Nsgif', 'Png', 'Tiff', 'Webp'].map((name) => `VipsForeignLoad${name}`)

const pipe = openChildPipe({
  limitBytes: MAX_IMAGE_MESSAGE_BYTES,
  heard: ({ head, bytes }) => {
    const job = messageToImageHost.parse(head)
    const fail = (error: unknown) => pipe.send(failureOf(error))
    optimize(job, bytes).then(({ answer, copy }) => pipe.send(answer, copy), fail)
  },
  // Without its edge an image host is of no use to anybody.
  ended: () => process.exit(0),
})

async function optimize(
  job: MessageToImageHost,
  bytes: Uint8Array,
): Promise<{ readonly answer: MessageFromImageHost; readonly copy?: Uint8Array }> {
  const sharp = await loadSharp()
  if (sharp === undefined) {
    const message = 'The package sharp has no program for this machine.'
    return { answer: { kind: 'failed', reason: 'unavailable', message } }
  }
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, sequentialRead: true })
    .timeout({ seconds: TIMEOUT_SECONDS })
    .rotate()
    .resize(job.width, undefined, { withoutEnlargement: true })
  const copy = await encoded(image, job).toBuffer()
  if (copy.byteLength <= MAX_COPY_BYTES) return { answer: { kind: 'optimized' }, copy }
  const message = `The copy has more than ${MAX_COPY_BYTES} bytes.`
  return { answer: { kind: 'failed', reason: 'too_large', message } }
}

/** One thread and no memory of earlier images: the edge decides how many run at once. */
async function loadSharp() {
  try {
    const { default: sharp } = await import('sharp')
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({ operation: LOADERS })
    sharp.cache(false)
    sharp.concurrency(1)
    return sharp
  } catch {
    return undefined
  }
}

function encoded(image: Sharp, { type, quality }: MessageToImageHost): Sharp {
  switch (type) {
    case 'image/avif':
      // Scaled so that it looks like WebP of the same number: the defaults of the library are 80 and 50.
      return image.avif({ quality: Math.max(1, Math.round(quality * (50 / 80))), effort: 3 })
    case 'image/webp':
      return image.webp({ quality })
    case 'image/png':
      return image.png({ quality })
    case 'image/jpeg':
      return image.jpeg({ quality, mozjpeg: true })
    case 'image/gif':
      return image.gif()
    case 'image/tiff':
      return image.tiff({ quality })
  }
}

function failureOf(error: unknown): MessageFromImageHost {
  const message = error instanceof Error ? error.message : String(error)
  if (/pixel limit/i.test(message)) {
    return { kind: 'failed', reason: 'too_large', message: `The image has more than ${MAX_PIXELS} pixels.` }
  }
  if (/timeout/i.test(message)) {
    return { kind: 'failed', reason: 'too_slow', message: `The image took longer than ${TIMEOUT_SECONDS} s.` }
  }
  return { kind: 'failed', reason: 'not_an_image', message: 'The image is broken, or not what its first bytes say.' }
}
