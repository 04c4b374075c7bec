import { z } from 'zod'
import { isHeaderValue } from '@/lib/engine/headers'
import { compilePattern, IMAGE_FORMATS, type ImagesRule } from '@/lib/engine/images/image-rules'

const width = z.int({ error: 'must be a whole number of pixels' }).min(1).max(10_000)
const pattern = (separator: '.' | '/') =>
  z
    .string()
    .min(1)
    .max(2_048)
    .refine((text) => compiles(text, separator), { error: 'is no pattern that can be compiled' })
const search = z.string().nullish()
const protocol = z.preprocess(
  (text) => (typeof text === 'string' ? text.replace(/:$/, '') : text),
  z.enum(['http', 'https'], { error: 'must be "http" or "https"' }).nullish(),
)

/** `images` of `config.json`. Keys that are not known never fail a deploy. Build Output API v3, configuration. */
export const imagesSchema = z.object({
  sizes: z.array(width).min(1, { error: 'must name at least one width' }).max(100),
  domains: z.array(z.string()).max(100).nullish(),
  remotePatterns: z
    .array(
      z.object({
        protocol,
        hostname: pattern('.'),
        port: z.string().nullish(),
        pathname: pattern('/').nullish(),
        search,
      }),
    )
    .max(100)
    .nullish(),
  localPatterns: z
    .array(z.object({ pathname: pattern('/').nullish(), search }))
    .max(100)
    .nullish(),
  qualities: z
    .array(z.int().min(1).max(100, { error: 'must be between 1 and 100' }))
    .min(1)
    .nullish(),
  formats: z
    .array(z.enum(IMAGE_FORMATS, { error: `must be one of ${IMAGE_FORMATS.join(', ')}` }))
    .max(IMAGE_FORMATS.length)
    .nullish(),
  minimumCacheTTL: z.number().nonnegative({ error: 'must be a number of seconds' }).nullish(),
  dangerouslyAllowSVG: z.boolean().nullish(),
  contentSecurityPolicy: z.string().refine(isHeaderValue, { error: 'holds a character that no header can' }).nullish(),
  contentDispositionType: z.enum(['inline', 'attachment'], { error: 'must be "inline" or "attachment"' }).nullish(),
})

/** As it stands in a manifest. */
export const imagesRuleSchema: z.ZodType<ImagesRule> = z.object({
  sizes: z.array(z.int()),
  domains: z.array(z.string()),
  remotePatterns: z.array(
    z.object({
      protocol: z.enum(['http', 'https']).nullable(),
      hostname: z.string(),
      port: z.string().nullable(),
      pathname: z.string().nullable(),
      search: z.string().nullable(),
    }),
  ),
  localPatterns: z.array(z.object({ pathname: z.string().nullable(), search: z.string().nullable() })).nullable(),
  qualities: z.array(z.int()).nullable(),
  formats: z.array(z.enum(IMAGE_FORMATS)),
  minimumCacheTtlSeconds: z.int(),
  allowsSvg: z.boolean(),
  contentSecurityPolicy: z.string(),
  dispositionType: z.enum(['inline', 'attachment']),
})

/** What is to be allowed, with what the reference assumes where a build is silent. */
export function compileImages(images: z.infer<typeof imagesSchema>): ImagesRule {
  return {
    sizes: images.sizes,
    domains: images.domains ?? [],
    remotePatterns: (images.remotePatterns ?? []).map((remote) => ({
      protocol: remote.protocol ?? null,
      hostname: remote.hostname,
      port: remote.port ?? null,
      pathname: remote.pathname ?? null,
      search: remote.search ?? null,
    })),
    localPatterns:
      images.localPatterns?.map((local) => ({ pathname: local.pathname ?? null, search: local.search ?? null })) ??
      null,
    qualities: images.qualities ?? null,
    formats: images.formats ?? ['image/webp'],
    minimumCacheTtlSeconds: Math.floor(images.minimumCacheTTL ?? 60),
    allowsSvg: images.dangerouslyAllowSVG ?? false,
    contentSecurityPolicy: images.contentSecurityPolicy ?? "script-src 'none'; frame-src 'none'; sandbox;",
    dispositionType: images.contentDispositionType ?? 'attachment',
  }
}

function compiles(text: string, separator: '.' | '/'): boolean {
  try {
    compilePattern(text, separator)
    return true
  } catch {
    return false
  }
}
