import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { isCallable, unwrapDefaults } from '@/lib/adapters/functions/host/callable'
import { bareGlobals } from '@/lib/adapters/functions/host/edge-globals'
import { confineModules } from '@/lib/adapters/functions/host/edge-modules'
import type { Listener } from '@/lib/adapters/functions/host/load-function'
import { logError } from '@/lib/adapters/functions/host/log-error'
import { type WebHandlers, webHandlers, webListener } from '@/lib/adapters/functions/host/web-listener'
import type { EdgeRuntime, FunctionRole } from '@/lib/engine/deployment'

/**
 * Loads edge code: takes from this process what only Node.js has, and imports the entrypoint. From here on the whole
 * process is the function's, and whatever the host needs of Node.js it holds by its own imports.
 */
export async function loadEdgeFunction(
  options: Omit<EdgeRuntime, 'kind'> & {
    readonly directory: string
    readonly role: FunctionRole
    readonly environment: Readonly<Record<string, string>>
  },
): Promise<Listener> {
  const directory = await realpath(options.directory)
  const entrypoint = join(directory, options.entrypoint)
  const assets = new Map(options.assets.map(({ name, path }) => [name, join(directory, path)]))
  confineModules({ directory, entrypoint })
  bareGlobals({ environment: options.environment, assets })
  // A promise that nobody waits for fails alone, as there is no process to end where edge code usually runs.
  process.on('unhandledRejection', logError)
  const handlers = edgeHandlers(await import(pathToFileURL(entrypoint).href))
  if (handlers === undefined) {
    throw new Error(`${options.entrypoint} has no default export that is a function, and exports no HTTP method.`)
  }
  return webListener(handlers, options.role)
}

/** A default export that is a function answers all methods, whatever else there is. */
function edgeHandlers(module: unknown): WebHandlers | undefined {
  const exported = unwrapDefaults(module)
  if (isCallable(exported)) return () => exported
  return webHandlers(exported, { isDefaultWeb: false }) ?? webHandlers(module, { isDefaultWeb: false })
}
