import { z } from 'zod'
import { roleSchema, runtimeSchema } from '@/lib/adapters/build-output/bundle-runtime'
import { imagesRuleSchema } from '@/lib/adapters/build-output/compile-images'
import {
  afterCacheRuleSchema,
  conditionRuleSchema,
  routeRuleSchema,
  wildcardSchema,
} from '@/lib/adapters/build-output/rule-schemas'
import { fileSchema, linkSchema } from '@/lib/adapters/build-output/upload'
import { isHashedAsset } from '@/lib/engine/files/earlier-asset'

const fileRef = z.object({ sha256: z.string(), sizeBytes: z.int().nonnegative() })
const headerPairs = z.array(z.tuple([z.string(), z.string()]))

/** A real `.func` folder: what to run and the files to lay out, by paths inside it. */
const bundleSchema = z.object({
  name: z.string(),
  runtime: runtimeSchema,
  role: roleSchema,
  maxDurationSeconds: z.number().positive(),
  memoryMb: z.int().positive(),
  /** Where the build wants it to run; told, and not obeyed: it runs on the edge that a visitor reaches. */
  regions: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  files: z.array(fileSchema),
  links: z.array(linkSchema),
})

const earlierBundleSchema = z.looseObject({ handler: z.string(), shouldAddHelpers: z.boolean() })

/** A bundle of a deployment that was made before there were other runtimes than Node.js, as it would be made today. */
function renewBundle(stored: unknown): unknown {
  const { data: earlier } = earlierBundleSchema.safeParse(stored)
  if (earlier === undefined) return stored
  const { handler, shouldAddHelpers, ...bundle } = earlier
  const runtime = { kind: 'node', handler, entry: { kind: 'detected', shouldAddHelpers }, mapsSources: false }
  return { ...bundle, runtime, role: 'answers', regions: [] }
}

const named = { name: z.string(), aliases: z.array(z.string()) }

const outputSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('static'), ...named, file: fileRef, contentType: z.string() }),
  z.object({ kind: z.literal('function'), ...named, bundle: z.string() }),
  z.object({
    kind: z.literal('prerender'),
    ...named,
    bundle: z.string(),
    config: z.object({
      expiration: z.union([z.int().nonnegative(), z.literal(false)]),
      staleExpirationSeconds: z.int().nonnegative().nullable(),
      group: z.int().positive().nullable(),
      bypassToken: z.string().nullable(),
      allowQuery: z.array(z.string()).nullable(),
      allowHeader: z.array(z.string()),
      passQuery: z.boolean(),
      exposeErrorBody: z.boolean(),
      bypassFor: z.array(conditionRuleSchema),
      sourcePath: z.string().nullable(),
      /** Absent in manifests from before these were read. */
      onMiss: z.enum(['sync', 'dynamic']).default('sync'),
      partialFallback: z.boolean().default(false),
      /** As the build wrote it: carried, and believed nowhere. */
      initialMetadata: z.unknown().optional(),
    }),
    chain: z.object({ outputPath: z.string(), headers: headerPairs }).nullable().default(null),
    fallback: z
      .object({
        file: fileRef,
        /** UTF-16 code units at the beginning of the file: the postponed state, which stands in front of the body. */
        stateLength: z.int().nonnegative().default(0),
        status: z.int(),
        headers: headerPairs,
        tags: z.array(z.string()),
      })
      .nullable(),
    groupMembers: z.array(z.string()),
    variant: z.enum(['html', 'data', 'rsc', 'segment']),
  }),
])

/** Everything the engine needs of a deployment, as JSON. A manifest of another `version` is not read but refused. */
export const manifestSchema = z.object({
  version: z.literal(1),
  framework: z.object({ name: z.string(), version: z.string().nullable() }).nullable(),
  bundles: z.array(z.preprocess(renewBundle, bundleSchema)),
  outputs: z.array(outputSchema),
  routes: z.array(routeRuleSchema),
  wildcards: z.array(wildcardSchema).default([]),
  afterCacheBypass: z.array(afterCacheRuleSchema).default([]),
  crons: z.array(z.object({ path: z.string(), schedule: z.string() })),
  /** Absent in manifests from before images were known. */
  images: imagesRuleSchema.nullable().default(null),
  buildId: z.string().nullable().default(null),
})
export type Manifest = z.infer<typeof manifestSchema>
export type ManifestBundle = z.infer<typeof bundleSchema>
export type ManifestOutput = z.infer<typeof outputSchema>

/** The static files whose name changes with their content, by path. */
export function assetsOf(manifest: Manifest) {
  return manifest.outputs.flatMap((output) => {
    if (output.kind !== 'static' || !isHashedAsset(output.name)) return []
    return [{ path: output.name, ...output.file, contentType: output.contentType }]
  })
}

/** Every file the deployment needs, by hash, with its size in bytes: what an upload must bring along. */
export function filesOf(manifest: Manifest): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  for (const { files } of manifest.bundles) for (const file of files) sizes.set(file.sha256, file.sizeBytes)
  for (const output of manifest.outputs) {
    if (output.kind === 'static') sizes.set(output.file.sha256, output.file.sizeBytes)
    if (output.kind === 'prerender' && output.fallback !== null) {
      sizes.set(output.fallback.file.sha256, output.fallback.file.sizeBytes)
    }
  }
  return sizes
}
