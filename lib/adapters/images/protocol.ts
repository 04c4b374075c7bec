import * as z from 'zod/mini'
import { MAX_SOURCE_BYTES } from '@/lib/engine/images/make-image'

const types = ['image/avif', 'image/webp', 'image/png', 'image/jpeg', 'image/gif', 'image/tiff'] as const

/** Largest copy that is taken from an image host. */
export const MAX_COPY_BYTES = MAX_SOURCE_BYTES

/** Longest message in either direction, in bytes: an image, and what is said of it. */
export const MAX_IMAGE_MESSAGE_BYTES = MAX_SOURCE_BYTES + 64 * 1024

/** What the edge asks of an image host, beside the bytes of the image: one at a time. */
export const messageToImageHost = z.object({
  width: z.number(),
  quality: z.number(),
  type: z.enum(types),
})

/** What an image host answers, beside the bytes of the copy. */
export const messageFromImageHost = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('optimized') }),
  z.object({
    kind: z.literal('failed'),
    reason: z.enum(['too_large', 'too_slow', 'not_an_image', 'unavailable']),
    message: z.string(),
  }),
])

export type MessageToImageHost = z.infer<typeof messageToImageHost>
export type MessageFromImageHost = z.infer<typeof messageFromImageHost>
