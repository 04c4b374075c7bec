import * as z from 'zod/mini'

/** How a bundle is run, as it stands in a manifest and goes to the host. */
export const runtimeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('node'),
    handler: z.string(),
    entry: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('detected'), shouldAddHelpers: z.boolean() }),
      z.object({ kind: z.literal('web') }),
      z.object({ kind: z.literal('aws'), exportName: z.string() }),
    ]),
    mapsSources: z.boolean(),
  }),
  z.object({
    kind: z.literal('edge'),
    entrypoint: z.string(),
    assets: z.readonly(z.array(z.object({ name: z.string(), path: z.string() }))),
  }),
])

export const roleSchema = z.enum(['answers', 'middleware'])
