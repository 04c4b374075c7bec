import { compileAfterCacheRule } from '@/lib/adapters/build-output/compile-after-cache-rule'
import { compileBundle, middlewareBundles } from '@/lib/adapters/build-output/compile-bundle'
import { compileCrons } from '@/lib/adapters/build-output/compile-crons'
import { compileImages } from '@/lib/adapters/build-output/compile-images'
import { compilePrerender } from '@/lib/adapters/build-output/compile-prerender'
import { compileRoutes } from '@/lib/adapters/build-output/compile-routes'
import { contentTypeOf } from '@/lib/adapters/build-output/content-type'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { configSchema, parseDocument } from '@/lib/adapters/build-output/documents'
import { joinGroups } from '@/lib/adapters/build-output/join-groups'
import type { Manifest, ManifestOutput } from '@/lib/adapters/build-output/manifest'
import { type Named, nameOutputs, pathOfOutput } from '@/lib/adapters/build-output/name-outputs'
import type { AfterCacheRule } from '@/lib/adapters/build-output/rule-schemas'
import { type Upload, uploadSchema } from '@/lib/adapters/build-output/upload'
import { indexUpload, type UploadIndex } from '@/lib/adapters/build-output/upload-index'
import { RouteError } from '@/lib/engine/routing/pattern'

type WithPath<T> = T extends ManifestOutput ? Omit<T, 'name' | 'aliases'> & { readonly path: string } : never
type Unnamed = WithPath<ManifestOutput>

/**
 * Everything the engine needs of a build output, from what its scan found. Pure, and believes nothing: the server
 * gives it what came over the network. Throws `DeployRefusal` for the first thing that is wrong.
 */
export function compileManifest(uploaded: unknown): Manifest {
  const upload = indexUpload(parseUpload(uploaded))
  if (upload.documents['config.json'] === undefined) {
    const reason = 'The folder is no Build Output (version 3): this file is missing.'
    throw new DeployRefusal('not_build_output', { file: 'config.json', reason })
  }
  const config = parseDocument(configSchema, upload.documents['config.json'], 'config.json')
  const outputs = nameOutputs([...functionOutputs(upload), ...staticOutputs(upload, config.overrides ?? {})])
  refuseLooseChains(outputs)
  const { framework } = config
  const middleware = middlewareBundles(config.routes ?? [], upload)
  const frameworkName = framework?.slug ?? framework?.name
  return {
    version: 1,
    framework: frameworkName === undefined ? null : { name: frameworkName, version: framework?.version ?? null },
    bundles: [...upload.bundles.keys()].map((name) =>
      compileBundle(name, upload, middleware.has(name) ? 'middleware' : 'answers'),
    ),
    outputs: joinGroups(outputs.map(({ path: _path, ...output }): ManifestOutput => output)),
    routes: compileRoutes(config.routes ?? [], functionPaths(outputs)),
    wildcards: config.wildcard ?? [],
    afterCacheBypass: provenBypass(config.afterCacheBypass ?? []),
    crons: compileCrons(config.crons ?? []),
    images: config.images ? compileImages(config.images) : null,
    buildId: config.deploymentId ?? null,
  }
}

function provenBypass(rules: readonly AfterCacheRule[]): AfterCacheRule[] {
  for (const [at, rule] of rules.entries()) {
    try {
      compileAfterCacheRule(rule)
    } catch (cause) {
      if (!(cause instanceof RouteError)) throw cause
      const key = `afterCacheBypass[${at}].hasAll`
      throw new DeployRefusal('bad_route', { file: 'config.json', key, reason: cause.message, cause })
    }
  }
  return [...rules]
}

function functionPaths(outputs: readonly Named<Unnamed>[]): ReadonlySet<string> {
  const functions = outputs.filter(({ kind }) => kind !== 'static')
  return new Set(functions.flatMap(({ name, aliases }) => [name, ...aliases]))
}

function parseUpload(uploaded: unknown): Upload {
  const parsed = uploadSchema.safeParse(uploaded)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const key = issue?.path.map(String).join('.') ?? null
  throw new DeployRefusal('bad_upload', { file: 'upload', key, reason: issue?.message ?? 'does not have the form.' })
}

/** A chain that leads nowhere would leave pages half finished. */
function refuseLooseChains(outputs: readonly Named<Unnamed>[]) {
  const functions = new Set(outputs.flatMap(({ kind, name, aliases }) => (kind === 'static' ? [] : [name, ...aliases])))
  for (const output of outputs) {
    if (output.kind !== 'prerender' || output.chain === null) continue
    const { outputPath } = output.chain
    if (functions.has(pathOfOutput(outputPath))) continue
    throw new DeployRefusal('broken_config', {
      file: `functions${output.path}.prerender-config.json`,
      key: 'chain.outputPath',
      reason: `There is no function "${outputPath}" to complete the page.`,
    })
  }
}

function functionOutputs(upload: UploadIndex): Unnamed[] {
  const names = new Set(upload.functions.map(({ name }) => name))
  for (const file of Object.keys(upload.documents)) {
    const name = /^functions\/(.+)\.prerender-config\.json$/.exec(file)?.[1]
    if (name === undefined || names.has(name)) continue
    throw new DeployRefusal('missing_file', { file, reason: `There is no function "${name}.func" to render it.` })
  }
  return upload.functions.map(({ name, bundle }) => {
    const path = `/${name}`
    const file = `functions/${name}.prerender-config.json`
    if (upload.documents[file] === undefined) return { kind: 'function', path, bundle }
    return { kind: 'prerender', path, bundle, ...compilePrerender(file, upload), groupMembers: [], variant: 'html' }
  })
}

function staticOutputs(
  upload: UploadIndex,
  overrides: Readonly<Record<string, { path?: string | undefined; contentType?: string | undefined }>>,
): Unnamed[] {
  const statics = [...upload.files].filter(([path]) => path.startsWith('static/'))
  return statics.map(([path, { sha256, sizeBytes }]) => {
    const name = path.slice('static/'.length)
    const override = overrides[name]
    return {
      kind: 'static',
      path: `/${(override?.path ?? name).replace(/^\/+/, '')}`,
      file: { sha256, sizeBytes },
      contentType: override?.contentType ?? contentTypeOf(name),
    }
  })
}
