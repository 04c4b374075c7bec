import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import {
  type FunctionDocument,
  functionConfigSchema,
  middlewareSchema,
  parseDocument,
} from '@/lib/adapters/build-output/documents'
import type { ManifestBundle } from '@/lib/adapters/build-output/manifest'
import type { Upload } from '@/lib/adapters/build-output/upload'
import type { UploadIndex } from '@/lib/adapters/build-output/upload-index'

type Runtime = ManifestBundle['runtime']
type Folder = Pick<Upload, 'files' | 'links'>

const DEFAULT_DURATION_SECONDS = 60
const MAX_DURATION_SECONDS = 3600
const DEFAULT_MEMORY_MB = 1024
/** Less does not start, and more is no limit on most machines. */
const MEMORY_MB = { least: 128, most: 10_240 } as const
/** Releases of Node.js that builds name and whose code the one that runs here understands. */
const NODE_RELEASES = { first: 18, last: 24 } as const

/** One `.func` folder with its `.vc-config.json`. Throws `DeployRefusal` for what no function host can run. */
export function compileBundle(name: string, upload: UploadIndex, role: ManifestBundle['role']): ManifestBundle {
  const file = `functions/${name}.func/.vc-config.json`
  if (upload.documents[file] === undefined) {
    throw new DeployRefusal('missing_file', { file, reason: 'A function needs this file to tell how it is run.' })
  }
  const config = parseDocument(functionConfigSchema, upload.documents[file], file)
  const folder = upload.bundles.get(name) ?? { files: [], links: [] }
  const seconds = config.maxDuration === 'max' ? MAX_DURATION_SECONDS : (config.maxDuration ?? DEFAULT_DURATION_SECONDS)
  return {
    name,
    runtime: config.runtime === 'edge' ? edgeRuntime(config, folder, file) : nodeRuntime(config, folder, file),
    role,
    maxDurationSeconds: Math.min(seconds, MAX_DURATION_SECONDS),
    memoryMb: Math.min(Math.max(config.memory ?? DEFAULT_MEMORY_MB, MEMORY_MB.least), MEMORY_MB.most),
    regions: [config.regions ?? []].flat(),
    environment: config.environment ?? {},
    files: [...folder.files],
    links: [...folder.links],
  }
}

/** Bundles that a route names as its middleware, with or without a leading slash. */
export function middlewareBundles(routes: readonly unknown[], upload: UploadIndex): ReadonlySet<string> {
  const named = new Set(
    routes.map((route) => middlewareSchema.safeParse(route).data?.middlewarePath.replace(/^\//, '')),
  )
  return new Set(upload.functions.flatMap(({ name, bundle }) => (named.has(name) ? [bundle] : [])))
}

function nodeRuntime(config: FunctionDocument, folder: Folder, file: string): Runtime {
  refuseForeign(config, file)
  const handler = innerPath(config.handler)
  requireFile(folder, { path: handler, file, key: 'handler' })
  return { kind: 'node', handler, entry: nodeEntry(config), mapsSources: config.shouldAddSourcemapSupport ?? false }
}

function nodeEntry(config: FunctionDocument): Extract<Runtime, { kind: 'node' }>['entry'] {
  if (config.useWebApi) return { kind: 'web' }
  // `folder/file.handler`: only the name after the last dot counts, the file is `handler`.
  const exportName = config.awsLambdaHandler?.split('.').at(-1) ?? ''
  if (exportName !== '') return { kind: 'aws', exportName }
  return { kind: 'detected', shouldAddHelpers: config.shouldAddHelpers ?? false }
}

function edgeRuntime(config: FunctionDocument, folder: Folder, file: string): Runtime {
  const entrypoint = innerPath(config.entrypoint)
  requireFile(folder, { path: entrypoint, file, key: 'entrypoint' })
  const assets = (config.assets ?? []).map(({ name, path }) => ({ name, path: innerPath(path) }))
  for (const [at, { path }] of assets.entries()) requireFile(folder, { path, file, key: `assets.${at}.path` })
  return { kind: 'edge', entrypoint, assets }
}

const innerPath = (path: string | undefined) => (path ?? '').replace(/^\.\//, '')

function requireFile({ files, links }: Folder, named: { path: string; file: string; key: string }): void {
  const { path: wanted, file, key } = named
  const isThere =
    files.some(({ path }) => path === wanted) ||
    links.some(({ path }) => path === wanted || wanted.startsWith(`${path}/`))
  if (isThere) return
  throw new DeployRefusal('missing_file', { file, key, reason: `"${wanted}" is not in the function's folder.` })
}

function refuseForeign({ runtime, launcherType }: FunctionDocument, file: string): void {
  const release = /^nodejs(\d+)\.x$/.exec(runtime)?.[1]
  const isKnown = Number(release) >= NODE_RELEASES.first && Number(release) <= NODE_RELEASES.last
  if (runtime !== 'nodejs' && !isKnown) {
    const known = `Node.js ("nodejs${NODE_RELEASES.first}.x" to "nodejs${NODE_RELEASES.last}.x") and "edge"`
    const reason = `The runtime "${runtime}" is not supported; what runs here is ${known}.`
    throw new DeployRefusal('unsupported_runtime', { file, key: 'runtime', reason })
  }
  if (launcherType !== undefined && launcherType !== 'Nodejs') {
    const reason = `The launcher "${launcherType}" is not supported; it must be "Nodejs".`
    throw new DeployRefusal('unsupported_runtime', { file, key: 'launcherType', reason })
  }
}
