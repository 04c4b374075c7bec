import { createHash } from 'node:crypto'
import { compileManifest } from '@/lib/adapters/build-output/compile-manifest'
import { openDeployment } from '@/lib/adapters/build-output/open-deployment'
import type { Upload } from '@/lib/adapters/build-output/upload'
import type { Deployment } from '@/lib/engine/deployment'
import { parseTarget } from '@/lib/engine/routing/parse-target'
import type { Resolution } from '@/lib/engine/routing/router'

type Sample = {
  readonly routes?: readonly unknown[]
  readonly config?: Readonly<Record<string, unknown>>
  /** Paths below `static/`. */
  readonly statics?: readonly string[]
  /** Names without `.func`; each is a folder of its own, unless `links` tells where it leads. */
  readonly functions?: readonly string[]
  readonly links?: Readonly<Record<string, string>>
  /** By function name; what is not said is a plain timed page. */
  readonly prerenders?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Further files, below `functions/`. */
  readonly files?: readonly string[]
  readonly functionConfig?: Readonly<Record<string, unknown>>
}

/** A small build output for tests, as a deploy would send it. Every file's content is its own path. */
export function sampleUpload(sample: Sample): Upload {
  const { statics = [], functions = [], links = {}, prerenders = {}, files = [], functionConfig = {} } = sample
  const vcConfig = { runtime: 'nodejs24.x', handler: 'index.mjs', launcherType: 'Nodejs', ...functionConfig }
  return {
    files: [
      ...statics.map((path) => fileAt(`static/${path}`)),
      ...functions.map((name) => fileAt(`functions/${name}.func/index.mjs`)),
      ...files.map((path) => fileAt(`functions/${path}`)),
    ],
    links: Object.entries(links).map(([name, target]) => ({
      path: `functions/${name}.func`,
      target: `functions/${target}.func`,
    })),
    documents: {
      'config.json': { version: 3, routes: sample.routes ?? [], ...sample.config },
      ...Object.fromEntries(functions.map((name) => [`functions/${name}.func/.vc-config.json`, vcConfig])),
      ...Object.fromEntries(
        Object.entries(prerenders).map(([name, document]) => [
          `functions/${name}.prerender-config.json`,
          { expiration: 60, ...document },
        ]),
      ),
    },
  }
}

/** The sample as a deployment, compiled and opened as an edge would. */
export function sampleDeployment(sample: Sample): Deployment {
  const identity = { id: 'dpl_sample', projectId: 'prj_sample', createdSeq: 0, createdAtMs: 0 }
  return openDeployment(compileManifest(sampleUpload(sample)), identity)
}

export type Visit = { readonly method?: string; readonly host?: string; readonly headers?: Record<string, string> }

/** Where a request target leads. */
export function visit(deployment: Deployment, target: string, options: Visit = {}): Resolution {
  const { method = 'GET', host = 'site.test', headers = {} } = options
  const parsed = parseTarget(target)
  if ('refused' in parsed) throw new Error(`${target} is refused: ${parsed.refused}`)
  const cookies = new Map((headers.cookie ?? '').split('; ').map((pair) => [pair.split('=')[0], pair.split('=')[1]]))
  return deployment.router.resolve({
    method,
    host,
    ...parsed,
    header: (name) => headers[name],
    cookie: (name) => cookies.get(name),
  })
}

/** A resolution in one line: `prerender /isr`, `404 static /404`, `308 → /isr`, `404`. */
export function inShort(resolution: Resolution): string {
  if (resolution.kind === 'redirect') {
    return `${resolution.status} → ${resolution.headers.find(({ name }) => name === 'location')?.value}`
  }
  if (resolution.kind === 'not_found') return `${resolution.status}`
  if (resolution.kind === 'middleware') return `middleware ${resolution.call.output.name}`
  if (resolution.kind === 'external') return `external ${resolution.origin}${resolution.path}`
  const { status, output } = resolution
  return `${status === null ? '' : `${status} `}${output.kind} ${output.name}`
}

function fileAt(path: string): Upload['files'][number] {
  const sha256 = createHash('sha256').update(path).digest('hex')
  return { path, sha256, sizeBytes: path.length, isExecutable: false }
}
