import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { buildsSchema, edgeEntrySchema, filePathMapSchema, parseDocument } from '@/lib/adapters/build-output/documents'
import { FileHasher } from '@/lib/adapters/build-output/file-hasher'
import type { Upload, UploadFile, UploadLink } from '@/lib/adapters/build-output/upload'
import { wasmReferences } from '@/lib/adapters/build-output/wasm-references'

export type ScannedFile = UploadFile & {
  /** Absolute path on this machine; not part of an upload. */
  readonly source: string
}

export type ScannedOutput = {
  readonly files: readonly ScannedFile[]
  readonly links: readonly UploadLink[]
  readonly documents: Readonly<Record<string, unknown>>
}

/** What the server gets to see of a scan. */
export function toUpload({ files, links, documents }: ScannedOutput): Upload {
  return { files: files.map(({ source: _source, ...file }) => file), links: [...links], documents: { ...documents } }
}

/**
 * Lists and hashes a Build Output, given its folder or that of its project. `root` is where `filePathMap` looks for
 * files; by default the folder that holds `.vercel`. Throws `DeployRefusal` for what is no build output, does not
 * parse, or leads out of it; rejects when the disk cannot be read.
 */
export async function scanBuildOutput(directory: string, { root }: { root?: string } = {}): Promise<ScannedOutput> {
  const output = await findOutput(resolve(directory))
  await requireBuilt(output)
  const scan = new Scan(output, await realpath(root ?? resolve(output, '../..')))
  await scan.document('config.json')
  await scan.folder('static')
  await scan.folder('functions')
  return { files: [...scan.files.values()], links: scan.links, documents: scan.documents }
}

async function findOutput(directory: string): Promise<string> {
  for (const candidate of [join(directory, '.vercel', 'output'), directory]) {
    if (await isFile(join(candidate, 'config.json'))) return realpath(candidate)
  }
  const reason = (await isFolder(directory))
    ? `Neither ${directory} nor its .vercel/output holds a config.json. Build the project first.`
    : `There is no folder ${directory}.`
  throw new DeployRefusal('not_build_output', { file: 'config.json', reason })
}

/** A build that failed leaves an output behind, with little or nothing in it: deployed, it would take the site down. */
async function requireBuilt(output: string): Promise<void> {
  const text = await readFile(join(output, 'builds.json'), 'utf8').catch(() => '{}')
  const { data: builds } = buildsSchema.safeParse(parsedOrNull(text))
  if (builds?.error === undefined) return
  const reason = `The build failed: ${builds.error.message ?? 'see its output'}. Build again, then deploy.`
  throw new DeployRefusal('failed_build', { file: 'builds.json', key: 'error', reason })
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

class Scan {
  readonly files = new Map<string, ScannedFile>()
  readonly links: UploadLink[] = []
  readonly documents: Record<string, unknown> = {}
  readonly #output: string
  readonly #root: string
  readonly #hasher = new FileHasher()

  constructor(output: string, root: string) {
    this.#output = output
    this.#root = root
  }

  async document(path: string): Promise<unknown> {
    const text = await readFile(join(this.#output, path), 'utf8')
    try {
      this.documents[path] = JSON.parse(text)
    } catch (cause) {
      throw new DeployRefusal('broken_json', { file: path, reason: `This is not JSON: ${String(cause)}`, cause })
    }
    return this.documents[path]
  }

  /** `bundle` is the `.func` folder that `path` lies in; links inside it stay links. */
  async folder(path: string, bundle: string | null = null): Promise<void> {
    const entries = await readdir(join(this.#output, path), { withFileTypes: true }).catch(absentIsEmpty)
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const inner = `${path}/${entry.name}`
      const isFunction = bundle === null && path.startsWith('functions') && entry.name.endsWith('.func')
      if (entry.isSymbolicLink()) await this.#link(inner, { bundle, isFunction })
      else if (isFunction) await this.#function(inner)
      else if (entry.isDirectory()) await this.folder(inner, bundle)
      else if (bundle === null && inner.endsWith('.prerender-config.json')) await this.document(inner)
      else if (entry.isFile() && inner !== `${bundle}/.vc-config.json`) {
        await this.#file(inner, join(this.#output, inner))
      }
    }
  }

  async #function(path: string): Promise<void> {
    await this.folder(path, path)
    const file = `${path}/.vc-config.json`
    if (!(await isFile(join(this.#output, file)))) return
    const { filePathMap } = parseDocument(filePathMapSchema, await this.document(file), file)
    for (const [inner, from] of Object.entries(filePathMap ?? {})) await this.#mapped(path, inner, from)
    await this.#requireWasm(path)
  }

  /** Edge code without its WebAssembly would fail when it is first called: better now, and by name. */
  async #requireWasm(bundle: string): Promise<void> {
    const { data: edge } = edgeEntrySchema.safeParse(this.documents[`${bundle}/.vc-config.json`])
    if (edge === undefined) return
    const module = posix.normalize(edge.entrypoint)
    const file = posix.join(bundle, module)
    const source = this.files.get(file)?.source
    if (source === undefined) return
    for (const path of wasmReferences(await readFile(source, 'utf8'), module)) {
      const wanted = posix.join(bundle, path)
      if (this.files.has(wanted) || this.links.some((link) => `${wanted}/`.startsWith(`${link.path}/`))) continue
      throw new DeployRefusal('missing_file', {
        file,
        reason: `It loads "${path}", which is not in the function's folder.`,
      })
    }
  }

  /** A file that the function takes from the project. A link in the project becomes one in the function. */
  async #mapped(bundle: string, inner: string, from: string): Promise<void> {
    const file = `${bundle}/.vc-config.json`
    const key = `filePathMap.${inner}`
    const path = posix.join(bundle, inner)
    const source = resolve(this.#root, from)
    const real = await realpath(source).catch((cause: unknown) => {
      const reason = `"${from}" is not in ${this.#root}. Name the project's root folder with --root.`
      throw new DeployRefusal('missing_file', { file, key, reason, cause })
    })
    if (!isWithin(this.#root, real) || !path.startsWith(`${bundle}/`)) {
      throw new DeployRefusal('escaping_path', { file, key, reason: `"${from}" leads out of ${this.#root}.` })
    }
    if (!(await stat(real)).isDirectory()) return this.#file(path, real)
    const target = await readlink(source).catch(() => undefined)
    if (target === undefined) {
      throw new DeployRefusal('missing_file', { file, key, reason: `"${from}" is a folder; files are expected here.` })
    }
    this.#keepLink(path, posix.join(posix.dirname(path), target), bundle)
  }

  async #link(path: string, { bundle, isFunction }: { bundle: string | null; isFunction: boolean }): Promise<void> {
    const absolute = join(this.#output, path)
    const real = await realpath(absolute).catch((cause: unknown) => {
      throw new DeployRefusal('dangling_link', { file: path, reason: 'The link leads to nothing.', cause })
    })
    if (bundle !== null || isFunction) {
      const target = this.#inner(path, real)
      if (isFunction) this.links.push({ path, target })
      else this.#keepLink(path, target, bundle ?? path)
      return
    }
    if (!isWithin(this.#root, real) && !isWithin(this.#output, real)) throw escaping(path)
    if ((await stat(real)).isDirectory()) {
      throw new DeployRefusal('escaping_path', { file: path, reason: 'Links to folders are followed for .func only.' })
    }
    await this.#file(path, real)
  }

  #keepLink(path: string, target: string, bundle: string): void {
    if (!target.startsWith(`${bundle}/`)) throw escaping(path)
    this.links.push({ path, target })
  }

  #inner(path: string, real: string): string {
    if (!isWithin(this.#output, real)) throw escaping(path)
    return relative(this.#output, real).split(sep).join('/')
  }

  async #file(path: string, source: string): Promise<void> {
    this.files.set(path, { path, source, ...(await this.#hasher.describe(source)) })
  }
}

const escaping = (file: string) =>
  new DeployRefusal('escaping_path', { file, reason: 'The link leads out of the folder it may stay in.' })

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`) || dirname(folder) === folder
}

const isFile = (path: string) =>
  stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  )

const isFolder = (path: string) =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )

/** A build may have no static files, or no functions. */
function absentIsEmpty(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return []
  throw error
}
