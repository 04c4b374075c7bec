import { compileAfterCacheRule } from '@/lib/adapters/build-output/compile-after-cache-rule'
import type { Manifest, ManifestBundle, ManifestOutput } from '@/lib/adapters/build-output/manifest'
import { pathOfOutput } from '@/lib/adapters/build-output/name-outputs'
import type { Chain, Deployment, FunctionRef, Output } from '@/lib/engine/deployment'
import { compileImageRules, type ImageRules } from '@/lib/engine/images/image-rules'
import { compileCondition } from '@/lib/engine/routing/conditions'
import { createRouter } from '@/lib/engine/routing/create-router'

export type DeploymentIdentity = Pick<Deployment, 'id' | 'projectId' | 'createdSeq' | 'createdAtMs'>

/** Compiles a manifest for serving. Throws when it names a bundle that it does not hold, or a rule does not compile. */
export function openDeployment(manifest: Manifest, identity: DeploymentIdentity): Deployment {
  const functions = new Map(manifest.bundles.map((bundle) => [bundle.name, toFunctionRef(bundle)]))
  const outputs = new Map<string, Output>()
  const paths = new Map<string, Output>()
  const chainTo = chains(manifest.outputs, functions)
  for (const output of manifest.outputs) outputs.set(output.name, toOutput(output, functions, chainTo))
  for (const [name, output] of outputs) paths.set(name, output)
  for (const { name, aliases } of manifest.outputs) {
    const output = outputs.get(name)
    for (const alias of aliases) if (output !== undefined && !paths.has(alias)) paths.set(alias, output)
  }
  if (manifest.images !== null) addImages(paths, compileImageRules(manifest.images))
  const router = createRouter(manifest.routes, paths, manifest.wildcards)
  const afterCacheBypass = manifest.afterCacheBypass.map(compileAfterCacheRule)
  const asked = afterCacheBypass.flat().filter(({ of }) => of === 'request')
  const decidingHeaders = new Set([
    ...router.decidingHeaders,
    ...bypassHeaders(outputs.values()),
    ...asked.map(({ key }) => key),
  ])
  const { buildId } = manifest
  return { ...identity, buildId, outputs, router: { ...router, decidingHeaders }, afterCacheBypass }
}

/** Where pages ask for copies of images: Next's own name, and that of all others. */
const IMAGE_PATHS = ['/_vercel/image', '/_next/image']

function addImages(paths: Map<string, Output>, rules: ImageRules): void {
  for (const name of IMAGE_PATHS) if (!paths.has(name)) paths.set(name, { kind: 'image', name, rules })
}

/** Headers by which a prerender is bypassed decide as much as those of routes. */
function* bypassHeaders(outputs: Iterable<Output>): Generator<string> {
  for (const output of outputs) {
    if (output.kind !== 'prerender') continue
    for (const { type, key } of output.config.bypassFor) {
      if (type === 'cookie') yield 'cookie'
      if (type === 'header' && key !== null) yield key
    }
  }
}

type ManifestChain = Extract<ManifestOutput, { kind: 'prerender' }>['chain']

/** Finds what a chain names: by an output's name or one of its aliases, as a route would. */
function chains(outputs: readonly ManifestOutput[], functions: ReadonlyMap<string, FunctionRef>) {
  const named = new Map(outputs.flatMap((output) => [output.name, ...output.aliases].map((name) => [name, output])))
  return (chain: ManifestChain): Chain | null => {
    const output = chain === null ? undefined : named.get(pathOfOutput(chain.outputPath))
    const bundle = output === undefined || output.kind === 'static' ? undefined : functions.get(output.bundle)
    if (chain === null || output === undefined || bundle === undefined) return null
    return { function: bundle, matchedPath: output.name, headers: chain.headers }
  }
}

function toOutput(
  output: ManifestOutput,
  functions: ReadonlyMap<string, FunctionRef>,
  chainTo: (chain: ManifestChain) => Chain | null,
): Output {
  const { name } = output
  if (output.kind === 'static') return { kind: 'static', name, file: output.file, contentType: output.contentType }
  const bundle = functions.get(output.bundle)
  if (bundle === undefined) throw new Error(`The manifest has no bundle "${output.bundle}", which "${name}" needs.`)
  if (output.kind === 'function') return { kind: 'function', name, function: bundle }
  const { config, fallback, chain, groupMembers, variant } = output
  return {
    kind: 'prerender',
    name,
    function: bundle,
    config: { ...config, bypassFor: config.bypassFor.map((condition) => compileCondition(condition)) },
    fallback,
    chain: chainTo(chain),
    groupMembers,
    variant,
  }
}

function toFunctionRef(bundle: ManifestBundle): FunctionRef {
  const { name, runtime, role, maxDurationSeconds, memoryMb, environment } = bundle
  return { bundle: name, runtime, role, maxDurationSeconds, memoryMb, environment }
}
