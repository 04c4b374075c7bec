import * as z from 'zod/mini'

const types = ['image/avif', 'image/webp', 'image/png', 'image/jpeg', 'image/gif', 'image/tiff'] as const

/** What the edge asks of an image host: one image at a time. */
export const messageToImageHost = z.object({
  bytes: z.instanceof(Uint8Array),
  width: z.number(),
  quality: z.number(),
  type: z.enum(types),
})

/** What an image host answers. */
export const messageFromImageHost = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('optimized'), bytes: z.instanceof(Uint8Array) }),
  z.object({
    kind: z.literal('failed'),
    reason: z.enum(['too_large', 'too_slow', 'not_an_image', 'unavailable']),
    message: z.string(),
  }),
])

export type MessageToImageHost = z.infer<typeof messageToImageHost>
export type MessageFromImageHost = z.infer<typeof messageFromImageHost>
