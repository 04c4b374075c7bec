import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { functionConfigSchema, parseDocument } from '@/lib/adapters/build-output/documents'
import type { ManifestBundle } from '@/lib/adapters/build-output/manifest'
import type { UploadIndex } from '@/lib/adapters/build-output/upload-index'

const DEFAULT_DURATION_SECONDS = 60
const MAX_DURATION_SECONDS = 3600
const DEFAULT_MEMORY_MB = 1024
/** Less does not start, and more is no limit on most machines. */
const MEMORY_MB = { least: 128, most: 10_240 } as const

/** One `.func` folder with its `.vc-config.json`. Throws `DeployRefusal` for what no function host can run. */
export function compileBundle(name: string, upload: UploadIndex): ManifestBundle {
  const file = `functions/${name}.func/.vc-config.json`
  if (upload.documents[file] === undefined) {
    throw new DeployRefusal('missing_file', { file, reason: 'A function needs this file to tell how it is run.' })
  }
  const config = parseDocument(functionConfigSchema, upload.documents[file], file)
  const { files, links } = upload.bundles.get(name) ?? { files: [], links: [] }
  refuseForeign(config, file)
  const handler = (config.handler ?? '').replace(/^\.\//, '')
  const isThere =
    files.some(({ path }) => path === handler) ||
    links.some(({ path }) => path === handler || handler.startsWith(`${path}/`))
  if (!isThere) {
    throw new DeployRefusal('missing_file', {
      file,
      key: 'handler',
      reason: `"${handler}" is not in the function's folder.`,
    })
  }
  const seconds = config.maxDuration === 'max' ? MAX_DURATION_SECONDS : (config.maxDuration ?? DEFAULT_DURATION_SECONDS)
  return {
    name,
    handler,
    maxDurationSeconds: Math.min(seconds, MAX_DURATION_SECONDS),
    memoryMb: Math.min(Math.max(config.memory ?? DEFAULT_MEMORY_MB, MEMORY_MB.least), MEMORY_MB.most),
    shouldAddHelpers: config.shouldAddHelpers ?? false,
    environment: config.environment ?? {},
    files: [...files],
    links: [...links],
  }
}

function refuseForeign(
  { runtime, launcherType }: { runtime: string; launcherType?: string | undefined },
  file: string,
) {
  if (!/^nodejs(\d+\.x)?$/.test(runtime)) {
    const reason = `The runtime "${runtime}" is not supported; only Node.js functions ("nodejs24.x") run here.`
    throw new DeployRefusal('unsupported_runtime', { file, key: 'runtime', reason })
  }
  if (launcherType !== undefined && launcherType !== 'Nodejs') {
    const reason = `The launcher "${launcherType}" is not supported; it must be "Nodejs".`
    throw new DeployRefusal('unsupported_runtime', { file, key: 'launcherType', reason })
  }
}
