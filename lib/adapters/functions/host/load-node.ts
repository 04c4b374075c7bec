import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { awsListener } from '@/lib/adapters/functions/host/aws-listener'
import { type Callable, isCallable, member, unwrapDefaults } from '@/lib/adapters/functions/host/callable'
import { captureServer } from '@/lib/adapters/functions/host/capture-server'
import { addExpressMethods } from '@/lib/adapters/functions/host/express-methods'
import type { Listener } from '@/lib/adapters/functions/host/load-function'
import { collectParts } from '@/lib/adapters/functions/host/render-parts'
import { webHandlers, webListener } from '@/lib/adapters/functions/host/web-listener'
import type { FunctionRole, NodeRuntime } from '@/lib/engine/deployment'

const LISTEN_WITHIN_MS = 1_000

/**
 * Loads the function and finds out which of the shapes of a Node function it has: web handlers by method or `fetch`,
 * a `(req, res)` function, or a module that calls `listen` within a second, unless its config tells. Rejects when it is
 * none of them. The shapes and their order are those of `@vercel/node`.
 */
export async function loadNodeFunction(
  options: Omit<NodeRuntime, 'kind'> & { readonly role: FunctionRole },
): Promise<Listener> {
  const { handler, entry, role } = options
  if (options.mapsSources) process.setSourceMapsEnabled(true)
  const capture = captureServer()
  try {
    const exported = unwrapDefaults(await import(pathToFileURL(handler).href))
    if (entry.kind === 'aws') return awsListener(exported, entry.exportName)
    const web = webHandlers(exported, { isDefaultWeb: entry.kind === 'web' })
    if (web !== undefined) return webListener(web, role)
    if (entry.kind === 'web') throw new Error(`${handler} exports no function that takes a Request.`)
    if (isCallable(exported)) return nodeListener(exported, entry.shouldAddHelpers)
    const server = await capture.within(LISTEN_WITHIN_MS)
    if (server !== undefined) return (req, res) => server.emit('request', req, res)
    throw new Error(`${handler} exports no function and no HTTP method, and listens on no server.`)
  } finally {
    capture.restore()
  }
}

function nodeListener(exported: Callable, shouldAddHelpers: boolean): Listener {
  // An Express application is a function as well, and brings these methods along.
  if (!shouldAddHelpers || isCallable(member(exported, 'listen'))) return collectParts(exported)
  return async (req, res) => {
    await addExpressMethods(req, res)
    return exported(req, res)
  }
}
