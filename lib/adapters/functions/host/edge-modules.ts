import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin, type LoadHookSync, type ResolveHookSync, registerHooks } from 'node:module'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Modules of Node.js that the reference has for edge code, too. */
const ALLOWED_BUILTINS = ['assert', 'async_hooks', 'buffer', 'events', 'util']

/** Where modules of the function find what the host gives them: a source text can name nothing else. */
const HOST = 'freshet.edge-modules'

/**
 * Modules that edge code calls `require` for, although it is made of ES modules: compilers leave these few calls to the
 * host, which the reference replaces when the function is uploaded.
 */
const REQUIRED = new RegExp(`\\brequire\\(\\s*["'](?:[^"']*\\.wasm|(?:node:)?(?:${ALLOWED_BUILTINS.join('|')}))["']`)
const OWN_REQUIRE = /^\s*(?:const|let|var|function)\s+require\b/m

/**
 * Keeps the imports of edge code to its own folder and a few modules of Node.js, and lets it import WebAssembly (compiled,
 * as the default export) and JSON. For the rest of this process.
 */
export function confineModules({ directory, entrypoint }: { readonly directory: string; readonly entrypoint: string }) {
  const inside = directory + sep
  const isInside = (url: string | undefined) => url?.startsWith('file:') === true && pathOf(url).startsWith(inside)
  const builtins = createRequire(entrypoint)
  const compile = (path: string) => compileWasm(path, relative(directory, path))

  const resolve: ResolveHookSync = (specifier, context, next) => {
    if (!isInside(context.parentURL)) return next(specifier, context)
    if (isBuiltin(specifier)) {
      if (isAllowed(specifier)) return next(specifier, context)
      throw notForEdge(specifier)
    }
    const conditions = ['edge-light', ...context.conditions.filter((name) => name !== 'node')]
    const resolved = next(specifier, { ...context, conditions })
    if (!isInside(resolved.url)) throw notForEdge(specifier)
    return resolved
  }
  const load: LoadHookSync = (url, context, next) => {
    if (!isInside(url)) return next(url, context)
    const path = pathOf(url)
    if (path.endsWith('.wasm')) return module(`export default ${host('wasm')}(${JSON.stringify(path)})`)
    if (path.endsWith('.json') && context.conditions.includes('import')) {
      return module(`export default JSON.parse(${JSON.stringify(readFileSync(path, 'utf8'))})`)
    }
    const loaded = next(url, context)
    const isModule = loaded.format === 'module' || loaded.format === 'module-typescript'
    return isModule ? { ...loaded, source: withRequire(String(loaded.source)) } : loaded
  }
  Object.defineProperty(globalThis, Symbol.for(HOST), {
    value: {
      wasm: compile,
      require: (specifier: string) => {
        if (specifier.endsWith('.wasm')) return compile(join(directory, specifier))
        if (isBuiltin(specifier) && isAllowed(specifier)) return builtins(specifier)
        throw notForEdge(specifier)
      },
    },
  })
  registerHooks({ resolve, load })
}

const pathOf = (url: string) => fileURLToPath(url.replace(/[?#].*$/s, ''))
const host = (name: 'require' | 'wasm') => `globalThis[Symbol.for(${JSON.stringify(HOST)})].${name}`
const module = (source: string) => ({ format: 'module', source, shortCircuit: true }) as const

function isAllowed(builtin: string): boolean {
  return ALLOWED_BUILTINS.includes(builtin.replace(/^node:/, ''))
}

function notForEdge(specifier: string): Error {
  return new Error(
    `Edge code cannot load "${specifier}": it has its own folder and ${ALLOWED_BUILTINS.map((name) => `node:${name}`).join(', ')}.`,
  )
}

/** On the first line, so that the lines of the source keep their numbers. */
function withRequire(source: string): string {
  return REQUIRED.test(source) && !OWN_REQUIRE.test(source) ? `const require = ${host('require')};${source}` : source
}

function compileWasm(path: string, name: string): WebAssembly.Module {
  try {
    return new WebAssembly.Module(readFileSync(path))
  } catch (cause) {
    throw new Error(`"${name}" cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
