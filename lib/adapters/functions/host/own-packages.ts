import { type ResolveHookSync, registerHooks } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Keeps a function to the packages of its bundle. Node.js looks for one in each folder above a module, and above a bundle lies
 * whatever Freshet runs from: a function that found a package there would fail on the next machine. For the rest of this
 * process; what is refused looks to the function as what is not there, which programs try to load and do without.
 */
export function confinePackages(directory: string): void {
  const foreign = foldersAbove(directory).map((folder) => join(folder, 'node_modules') + sep)
  const resolve: ResolveHookSync = (specifier, context, next) => {
    const resolved = next(specifier, context)
    if (!resolved.url.startsWith('file:')) return resolved
    const path = fileURLToPath(resolved.url.replace(/[?#].*$/s, ''))
    const folder = foreign.find((outside) => path.startsWith(outside))
    if (folder === undefined) return resolved
    throw notInBundle(specifier, folder, context.conditions.includes('require'))
  }
  registerHooks({ resolve })
}

function foldersAbove(directory: string): string[] {
  const above = dirname(directory)
  return above === directory ? [] : [above, ...foldersAbove(above)]
}

function notInBundle(specifier: string, folder: string, isRequired: boolean): Error {
  const message = `Cannot find module '${specifier}' in the bundle of this function. One in ${folder} is not part of the deployment.`
  return Object.assign(new Error(message), { code: isRequired ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND' })
}
