import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import type { Upload, UploadFile } from '@/lib/adapters/build-output/upload'

const FUNCTION = /^functions\/(.+?)\.func(?:\/|$)/

/** A `.func` of the output: its name, and the name of the real folder behind it. */
export type FunctionName = { readonly name: string; readonly bundle: string }

/** An upload, arranged for compiling. */
export type UploadIndex = {
  readonly files: ReadonlyMap<string, UploadFile>
  readonly documents: Readonly<Record<string, unknown>>
  readonly functions: readonly FunctionName[]
  readonly bundles: ReadonlyMap<string, Pick<Upload, 'files' | 'links'>>
}

/**
 * Sorts files and links into bundles. Throws `DeployRefusal` for a path that is named twice or lies behind a link, and for
 * a `.func` link that leads nowhere or in a circle.
 */
export function indexUpload({ files, links, documents }: Upload): UploadIndex {
  refuseClashes([...files, ...links], links)
  const bundles = new Map<string, { files: UploadFile[]; links: Upload['links'] }>()
  const bundleOf = (name: string) => {
    const bundle = bundles.get(name) ?? { files: [], links: [] }
    bundles.set(name, bundle)
    return bundle
  }
  for (const path of Object.keys(documents)) {
    const name = /^functions\/(.+)\.func\/\.vc-config\.json$/.exec(path)?.[1]
    if (name !== undefined) bundleOf(name)
  }
  const byPath = new Map<string, UploadFile>()
  for (const file of files) {
    const inside = FUNCTION.exec(file.path)
    if (inside?.[1] === undefined) byPath.set(file.path, file)
    else bundleOf(inside[1]).files.push({ ...file, path: file.path.slice(inside[0].length) })
  }
  const shared = new Map<string, string>()
  for (const { path, target } of links) {
    const inside = FUNCTION.exec(path)
    if (inside?.[1] === undefined) throw strayLink(path)
    if (inside[0] === path) shared.set(inside[1], functionName(path, target))
    else if (!target.startsWith(inside[0])) throw strayLink(path)
    else bundleOf(inside[1]).links.push({ path: path.slice(inside[0].length), target: target.slice(inside[0].length) })
  }
  const functions = [
    ...bundles.keys().map((name) => ({ name, bundle: name })),
    ...shared.keys().map((name) => ({ name, bundle: realName(name, shared, bundles) })),
  ]
  return { files: byPath, documents, functions, bundles }
}

/** Whoever lays the bundle out follows what is there already: below a link that would be another folder than it seems. */
function refuseClashes(named: readonly { readonly path: string }[], links: Upload['links']): void {
  const linked = new Set(links.map(({ path }) => path))
  const seen = new Set<string>()
  for (const { path } of named) {
    if (seen.has(path)) throw clash(path, 'The upload names this path twice.')
    seen.add(path)
    for (let slashAt = path.indexOf('/'); slashAt > 0; slashAt = path.indexOf('/', slashAt + 1)) {
      if (linked.has(path.slice(0, slashAt))) throw clash(path, 'The path lies behind a link of the same upload.')
    }
  }
}

const clash = (file: string, reason: string) => new DeployRefusal('bad_upload', { file, reason })

function functionName(path: string, target: string): string {
  const name = /^functions\/(.+)\.func$/.exec(target)?.[1]
  if (name === undefined) throw strayLink(path)
  return name
}

function realName(name: string, shared: ReadonlyMap<string, string>, bundles: ReadonlyMap<string, unknown>): string {
  let real = name
  for (let hops = 0; hops <= shared.size; hops++) {
    if (bundles.has(real)) return real
    const next = shared.get(real)
    if (next === undefined) break
    real = next
  }
  const file = `functions/${name}.func`
  throw new DeployRefusal('dangling_link', { file, reason: `The link leads to "${real}.func", which is not there.` })
}

const strayLink = (file: string) =>
  new DeployRefusal('escaping_path', { file, reason: 'A link may lead to a .func folder, or stay inside its own.' })
