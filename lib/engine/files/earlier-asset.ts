import type { StaticOutput } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { OutputResolution, Target } from '@/lib/engine/steps/resolve'

/** A file that another deployment of the project has and the one that is shown has not. */
export type EarlierAsset = {
  readonly deploymentId: string
  readonly output: StaticOutput
  readonly resolution: OutputResolution
}

/**
 * Pages live longer than deployments: in browsers, in caches, in feeds. The files that they name carry a hash of their
 * content, so an earlier deployment's is the right one. `undefined` when the request is for no such file, when the shown
 * deployment has it, or when none has. Rejects when it cannot be told.
 */
export async function earlierAsset(engine: Engine, target: Target): Promise<EarlierAsset | undefined> {
  const { site, path, resolution } = target
  if (site.environment !== 'production' || !isHashedAsset(path)) return undefined
  if (resolution.kind === 'redirect') return undefined
  const named = namedDeployment(target)
  const isOwn = site.deployment.outputs.has(path)
  if (isOwn && (named === null || named === site.deployment.id || named === site.deployment.buildId)) return undefined
  const found = await engine.earlierAssets.find(site.projectId, path, named)
  if (found === undefined || (isOwn && !found.isNamed)) return undefined
  const { deploymentId, file, contentType } = found
  const output: StaticOutput = { kind: 'static', name: path, file, contentType }
  return { deploymentId, output, resolution: { ...RESOLUTION, output, path, matchedPath: path } }
}

const RESOLUTION = {
  kind: 'output',
  query: [],
  routeMatches: new Map<string, string>(),
  status: null,
  headers: [{ name: 'cache-control', value: 'public, max-age=31536000, immutable', isImportant: true, op: 'set' }],
  requestHeaders: new Map<string, string | null>(),
} as const satisfies Partial<OutputResolution>

/** Which deployment the page came from, where Next's skew protection says it: in the query, a header or a cookie. */
function namedDeployment({ query, headers }: Target): string | null {
  const said = query.find(([name]) => name === 'dpl')?.[1] ?? headers.get('x-deployment-id') ?? headers.cookie('__vdpl')
  return said !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(said) ? said : null
}

/** Folders in which frameworks keep nothing but files that never change. */
const IMMUTABLE_FOLDER = /(?:^|\/)(?:_next\/static|_app\/immutable|_nuxt|_astro)\//
/** The last part of a name before its extension, or extensions. */
const MARKED_NAME = /[.-]([A-Za-z0-9_-]{8,})(?:\.[a-z0-9]{1,5}){1,2}$/
const MAX_LENGTH = 1_024

/** Whether a path names a file whose name changes with its content: by its folder, or by a hash in its name. */
export function isHashedAsset(path: string): boolean {
  if (path.length > MAX_LENGTH || path.endsWith('/')) return false
  if (IMMUTABLE_FOLDER.test(path)) return true
  const name = path.slice(path.lastIndexOf('/') + 1)
  const mark = MARKED_NAME.exec(name)?.[1]
  if (mark === undefined) return false
  const last = mark.split('-').at(-1) ?? mark
  if (isHexHash(last)) return true
  return /(?:^|\/)assets\//.test(path) && isMixed(mark.slice(-8))
}

/** Digits and letters: a word is no hash, and neither is a date. */
function isHexHash(text: string): boolean {
  return /^[0-9a-f]{8,}$/.test(text) && /[0-9]/.test(text) && /[a-f]/.test(text)
}

/** As bundlers write hashes in base 64: no word looks like it. */
function isMixed(text: string): boolean {
  return /[A-Z]/.test(text) && (/[a-z]/.test(text) || /[0-9]/.test(text))
}
