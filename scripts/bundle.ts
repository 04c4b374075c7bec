import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { MENDED_MODULE, mendDriver } from '../db/driver-mend.ts'
import { ROOT } from './steps.ts'

/** One program of ours: `source` becomes `dist/<name>.mjs`. */
export type Entry = { readonly name: string; readonly source: string }

/** Every program that runs outside Next and vitest. */
export const ENTRIES: readonly Entry[] = [
  { name: 'edge', source: join(ROOT, 'lib/edge/main.ts') },
  { name: 'cli', source: join(ROOT, 'lib/cli/main.ts') },
  { name: 'function-host', source: join(ROOT, 'lib/adapters/functions/host/main.ts') },
  { name: 'image-host', source: join(ROOT, 'lib/adapters/images/host/main.ts') },
  { name: 'dashboard', source: join(ROOT, 'lib/server/dashboard-main.ts') },
  { name: 'first-start', source: join(ROOT, 'lib/server/first-start.ts') },
]

/** Packages that are found in node_modules at run time: native, or larger than all of ours together. */
const EXTERNAL = ['@node-rs/argon2', 'esbuild', 'next', 'next/*', 'sharp']

/** Some packages in the bundle are CommonJS and call `require`, which an ES module does not have. */
const BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

/** What is bundled is loaded by nobody who could mend it later. */
const mendedDriver: Plugin = {
  name: 'mended-driver',
  setup({ onLoad }) {
    onLoad({ filter: MENDED_MODULE }, ({ path }) => ({
      contents: mendDriver(readFileSync(path, 'utf8')),
      loader: 'js',
    }))
  },
}

/** How each program is bundled, wherever it goes. */
export const BUNDLED = {
  absWorkingDir: ROOT,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  alias: { '@': ROOT, 'server-only': join(ROOT, 'scripts/testing/server-only.ts') },
  external: EXTERNAL,
  banner: { js: BANNER },
  plugins: [mendedDriver],
  logLevel: 'silent',
} satisfies BuildOptions

/**
 * Bundles the entries into `dist/`, one self-contained ES module each. A file is replaced whole and only when it
 * changes, so that a program that starts meanwhile reads the old or the new one. Rejects with esbuild's messages.
 */
export async function bundle(entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  const { outputFiles } = await build({
    ...BUNDLED,
    entryPoints: entries.map(({ name, source }) => ({ in: source, out: name })),
    outdir: join(ROOT, 'dist'),
    write: false,
    sourcemap: 'linked',
  })
  for (const { path, contents } of outputFiles) replaceFile(path, contents)
}

/** Writes a file whole or not at all, and only when it changes. */
export function replaceFile(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.${process.pid}`, contents)
  renameSync(`${path}.${process.pid}`, path)
}
