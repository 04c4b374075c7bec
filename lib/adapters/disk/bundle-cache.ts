import { createHash } from 'node:crypto'
import { access, chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Manifest, ManifestBundle } from '@/lib/adapters/build-output/manifest'
import type { BlobStore } from '@/lib/engine/ports'

export type BundleCacheOptions = {
  readonly directory: string
  readonly blobs: BlobStore
  readonly readManifest: (deploymentId: string) => Promise<Manifest>
}

/** Reads at once while a bundle is laid out: enough to hide the round trips, few enough to leave the database free. */
const PARALLEL_READS = 6

/**
 * Function bundles laid out on this machine's disk, each once and complete: a folder appears under its name only when
 * every file in it has been checked against its hash. Everything in it can be deleted while no edge runs.
 */
export function createBundleCache(options: BundleCacheOptions) {
  const pending = new Map<string, Promise<string>>()

  /** Absolute folder of a bundle. Rejects when the deployment, the bundle or one of its files is not to be had. */
  return async function materialize(deploymentId: string, bundleName: string): Promise<string> {
    const name = createHash('sha256').update(bundleName).digest('hex').slice(0, 16)
    const folder = resolve(options.directory, deploymentId, name)
    const running = pending.get(folder)
    if (running !== undefined) return running
    const made = layOut(options, { deploymentId, bundleName, folder }).finally(() => pending.delete(folder))
    pending.set(folder, made)
    return made
  }
}

async function layOut(
  options: BundleCacheOptions,
  wanted: { readonly deploymentId: string; readonly bundleName: string; readonly folder: string },
): Promise<string> {
  const { folder, deploymentId, bundleName } = wanted
  await boundFormat(options.directory)
  if (await exists(folder)) return folder
  const manifest = await options.readManifest(deploymentId)
  const bundle = manifest.bundles.find(({ name }) => name === bundleName)
  if (bundle === undefined) throw new Error(`Deployment ${deploymentId} has no function bundle "${bundleName}".`)
  await mkdir(dirname(folder), { recursive: true })
  const draft = await mkdtemp(`${folder}.`)
  try {
    await writeFiles(options.blobs, bundle, draft)
    for (const { path, target } of bundle.links) {
      const at = inside(draft, path)
      await mkdir(dirname(at), { recursive: true })
      await symlink(relative(dirname(at), inside(draft, target)), at)
    }
    await chmod(draft, 0o755)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!(await exists(folder))) throw error
  }
  return folder
}

/**
 * Node takes the format of a module from the nearest `package.json` above it. Many bundles have none, and must not find that
 * of the folder which Freshet runs in.
 */
async function boundFormat(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'package.json'), '{}', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

async function writeFiles(blobs: BlobStore, bundle: ManifestBundle, draft: string): Promise<void> {
  const waiting = [...bundle.files]
  const work = async () => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const bytes = await blobs.read(file.sha256)
      if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
        throw new Error(`The stored bytes of "${file.path}" do not match their hash.`)
      }
      const at = inside(draft, file.path)
      await mkdir(dirname(at), { recursive: true })
      await writeFile(at, bytes, { mode: file.isExecutable ? 0o755 : 0o644 })
    }
  }
  await Promise.all(Array.from({ length: PARALLEL_READS }, work))
}

/** The absolute place of a path of the manifest. Throws when it leads out of the bundle. */
function inside(root: string, path: string): string {
  const at = resolve(root, path)
  if (at !== root && !at.startsWith(root + sep)) throw new Error(`"${path}" leads out of its bundle.`)
  return at
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
