import { decodePath } from '@/lib/engine/routing/parse-target'

/** An output before it has its name. `path` is its place in the output, with a leading slash. */
export type Unnamed = { readonly path: string; readonly kind: 'static' | 'function' | 'prerender' }
export type Named<T> = T & { readonly name: string; readonly aliases: string[] }

/**
 * Gives every output the path it answers at. `index` and `index.html` (Gatsby names functions so too) answer at their folder,
 * unless something is there already, and keep their full path as an alias. Where a file and a function have one path, the function wins.
 */
export function nameOutputs<T extends Unnamed>(outputs: readonly T[]): Named<T>[] {
  const taken = new Map<string, Named<T>>()
  const ordered = [
    ...outputs.filter(({ kind }) => kind !== 'static'),
    ...outputs.filter(({ kind }) => kind === 'static'),
  ]
  const claim = (output: T, name: string) => {
    if (!taken.has(name)) taken.set(name, { ...output, name, aliases: [] })
  }
  for (const output of ordered) if (folderOf(output) === null) claim(output, output.path)
  for (const output of ordered) {
    const folder = folderOf(output)
    if (folder !== null) claim(output, taken.has(folder) ? output.path : folder)
  }
  const named = [...taken.values()]
  const spoken = new Set(taken.keys())
  for (const output of named) {
    for (const alias of aliasesOf(output.path)) {
      if (spoken.has(alias)) continue
      spoken.add(alias)
      output.aliases.push(alias)
    }
  }
  return named
}

/** The path of an output that a document names: with a slash or without, both are written. */
export function pathOfOutput(name: string): string {
  return name.startsWith('/') ? name : `/${name}`
}

function folderOf({ path }: Unnamed): string | null {
  const folder = /^(.*)\/index(?:\.html)?$/s.exec(path)?.[1]
  return folder === '' ? '/' : (folder ?? null)
}

/** Builds write names with characters as they are or percent-encoded; requests come in canonical form. */
function aliasesOf(path: string): string[] {
  const literal = path.replace(/[%?#]/g, encodeURIComponent)
  return [path, decodePath(path) ?? path, literal]
}
