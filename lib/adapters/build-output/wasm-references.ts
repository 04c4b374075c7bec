import { posix } from 'node:path'

/** As Next.js leaves it to the host, by a path from the root of the bundle. */
const REQUIRED = /\brequire\(\s*["']\/([^"']+\.wasm)["']\s*\)/g
/** By a path from the module that imports it. */
const IMPORTED = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"'?]+\.wasm)(?:\?module)?["']/g

/** Paths in the bundle of the WebAssembly that a module of edge code loads, as far as they are written out. */
export function wasmReferences(source: string, modulePath: string): readonly string[] {
  const required = [...source.matchAll(REQUIRED)].map(([, path = '']) => posix.normalize(path))
  const imported = [...source.matchAll(IMPORTED)].map(([, path = '']) => posix.join(posix.dirname(modulePath), path))
  return [...new Set([...required, ...imported])]
}
