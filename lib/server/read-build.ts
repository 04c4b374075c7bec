import { createHash } from 'node:crypto'
import { type Manifest, type ManifestBundle, manifestSchema } from '@/lib/adapters/build-output/manifest'
import type { BuildPart, BuildParts } from '@/lib/ops/deployments/compare-builds'

/** What a stored manifest is made of, by names that people know; `undefined`: it is of a version that cannot be read. */
export function readBuild(stored: unknown): BuildParts | undefined {
  const parsed = manifestSchema.safeParse(stored)
  if (!parsed.success) return undefined
  const { outputs, routes, bundles, crons } = parsed.data
  return {
    routes: routesOf(routes),
    prerenders: outputs.flatMap((output) => (output.kind === 'prerender' ? [prerenderPart(output)] : [])),
    functions: bundles.map(functionPart),
    files: outputs.flatMap((output) => (output.kind === 'static' ? [filePart(output)] : [])),
    crons: crons.map(({ path, schedule }) => ({ name: `${path} at ${schedule}`, facts: {}, sizeBytes: null })),
  }
}

type Output<Kind extends Manifest['outputs'][number]['kind']> = Manifest['outputs'][number] & { kind: Kind }

/** Rules have no names: each is its own, with a number where it is there twice. */
function routesOf(routes: Manifest['routes']): BuildPart[] {
  const counts = new Map<string, number>()
  return routes.map((rule) => {
    const text = JSON.stringify(rule)
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    return { name: count === 1 ? text : `${text} (${count})`, facts: {}, sizeBytes: null }
  })
}

function prerenderPart({ name, bundle, config, fallback, variant }: Output<'prerender'>): BuildPart {
  const { expiration, staleExpirationSeconds, allowQuery, group } = config
  return {
    name,
    facts: {
      revalidate: expiration === false ? 'until purged' : `${expiration} s`,
      expire: staleExpirationSeconds === null ? 'never' : `${staleExpirationSeconds} s`,
      query: allowQuery === null ? 'any' : allowQuery.join(', ') || 'none',
      group: group === null ? 'none' : String(group),
      variant,
      function: bundle,
      ...(fallback === null
        ? { build: 'no page' }
        : { build: `status ${fallback.status}`, content: fallback.file.sha256 }),
    },
    sizeBytes: fallback?.file.sizeBytes ?? null,
  }
}

function functionPart({
  name,
  runtime,
  role,
  maxDurationSeconds,
  memoryMb,
  environment,
  files,
  links,
}: ManifestBundle) {
  const content = createHash('sha256')
    .update(JSON.stringify([files, links, runtime]))
    .digest('hex')
  return {
    name,
    facts: {
      runtime: runtime.kind,
      role,
      duration: `${maxDurationSeconds} s`,
      memory: `${memoryMb} MB`,
      files: String(files.length),
      // Names alone: values may be secrets.
      variables: Object.keys(environment).sort().join(', ') || 'none',
      content,
    },
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  }
}

function filePart({ name, file, contentType }: Output<'static'>): BuildPart {
  return { name, facts: { type: contentType, content: file.sha256 }, sizeBytes: file.sizeBytes }
}
