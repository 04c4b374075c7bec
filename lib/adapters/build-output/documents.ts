import { z } from 'zod'
import { imagesSchema } from '@/lib/adapters/build-output/compile-images'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import {
  afterCacheRuleSchema,
  conditionRuleSchema,
  finalStatus,
  wildcardSchema,
} from '@/lib/adapters/build-output/rule-schemas'
import { isHeaderName, isHeaderValue } from '@/lib/engine/headers'

const headerName = z.string().refine(isHeaderName, { error: 'is no name of a header' })
const headerValue = z
  .union([z.string(), z.number().transform(String)])
  .refine(isHeaderValue, { error: 'holds a character that no header can' })

/** `builds.json`, which `vercel build` writes beside the output, also when the build failed. */
export const buildsSchema = z.object({ error: z.looseObject({ message: z.string().optional() }).optional() })

/** `<name>.prerender-config.json`. Keys and values that are not known never fail a deploy. Build Output API v3, primitives. */
export const prerenderConfigSchema = z.object({
  expiration: z.union([z.int().nonnegative(), z.literal(false)], {
    error: 'must be a whole number of seconds, or false',
  }),
  staleExpiration: z.union([z.int().nonnegative(), z.literal(false)]).nullish(),
  group: z.int().positive({ error: 'must be a whole number greater than 0' }).nullish(),
  bypassToken: z.string().min(32, { error: 'must have 32 characters or more' }).nullish(),
  allowQuery: z.array(z.string()).nullish(),
  allowHeader: z.array(z.string()).nullish(),
  passQuery: z.unknown().optional(),
  exposeErrBody: z.unknown().optional(),
  sourcePath: z.string().nullish().catch(null),
  experimentalBypassFor: z.array(conditionRuleSchema).nullish(),
  fallback: z
    .union([z.string(), z.object({ fsPath: z.string(), contentType: z.string().nullish() })], {
      error: 'must be a path, an object with "fsPath", or null',
    })
    .nullish(),
  initialHeaders: z.record(headerName, z.union([headerValue, z.array(headerValue)])).nullish(),
  initialStatus: finalStatus.nullish(),
  chain: z.object({ outputPath: z.string(), headers: z.record(headerName, headerValue).nullish() }).nullish(),
  experimentalStreamingLambdaPath: z.string().nullish(),
  onMiss: z.unknown().optional(),
  partialFallback: z.unknown().optional(),
  initialMetadata: z.unknown().optional(),
})
export type PrerenderDocument = z.infer<typeof prerenderConfigSchema>

/** `.vc-config.json` of a function. */
export const functionConfigSchema = z.object({
  runtime: z.string(),
  handler: z.string().optional(),
  /** Of an edge function what `handler` is of others. */
  entrypoint: z.string().optional(),
  assets: z.array(z.object({ name: z.string(), path: z.string() })).nullish(),
  launcherType: z.string().optional(),
  maxDuration: z.union([z.number().positive(), z.literal('max')]).nullish(),
  memory: z.int().positive().nullish(),
  shouldAddHelpers: z.boolean().nullish(),
  useWebApi: z.boolean().nullish(),
  awsLambdaHandler: z.string().nullish(),
  shouldAddSourcemapSupport: z.boolean().nullish(),
  regions: z.union([z.string(), z.array(z.string())]).nullish(),
  environment: z.record(z.string(), z.string()).nullish(),
})
export type FunctionDocument = z.infer<typeof functionConfigSchema>

/** Which module of a function is edge code. */
export const edgeEntrySchema = z.object({ runtime: z.literal('edge'), entrypoint: z.string() })

export const filePathMapSchema = z.object({ filePathMap: z.record(z.string(), z.string()).nullish() })

/** What a route of `config.json` tells of its middleware. */
export const middlewareSchema = z.object({ middlewarePath: z.string() })

/** `config.json`, without its routes. */
export const configSchema = z.object({
  version: z.literal(3, { error: 'must be 3' }),
  routes: z.array(z.unknown()).nullish(),
  wildcard: z.array(wildcardSchema).nullish(),
  afterCacheBypass: z.array(afterCacheRuleSchema).nullish(),
  overrides: z
    .record(z.string(), z.object({ path: z.string().optional(), contentType: z.string().optional() }))
    .nullish(),
  framework: z
    .object({ slug: z.string().optional(), name: z.string().optional(), version: z.string().optional() })
    .nullish()
    .catch(null),
  crons: z
    .array(z.object({ path: z.string().max(512), schedule: z.string().max(256) }))
    .max(100)
    .nullish(),
  images: imagesSchema.nullish(),
  deploymentId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'must have 1 to 64 characters of A-Z, a-z, 0-9, _ and -' })
    .nullish(),
})

/** Parses a document, or the part `within` of one. Throws `DeployRefusal` naming the first key that is wrong. */
export function parseDocument<T>(schema: z.ZodType<T>, document: unknown, file: string, within?: string): T {
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const key = [...(within === undefined ? [] : [within]), ...(issue?.path ?? []).map(String)].join('.')
  throw new DeployRefusal('broken_config', {
    file,
    key: key === '' ? null : key,
    reason: issue?.message ?? 'does not have the expected form.',
  })
}
