import { realpath } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { isEnding } from '@/lib/adapters/functions/host/hold-end'
import { loadEdgeFunction } from '@/lib/adapters/functions/host/load-edge'
import { loadNodeFunction } from '@/lib/adapters/functions/host/load-node'
import { logError } from '@/lib/adapters/functions/host/log-error'
import { confinePackages } from '@/lib/adapters/functions/host/own-packages'
import type { StartMessage } from '@/lib/adapters/functions/protocol'

/** Answers one call. It may throw, reject, or answer long after it has returned. */
export type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

/** Loads the function that the edge named. Rejects when it cannot be loaded, or is not a function. */
export async function loadFunction({ directory, runtime, role, environment }: StartMessage): Promise<Listener> {
  if (runtime.kind === 'edge') {
    return markingFailures(await loadEdgeFunction({ directory, ...runtime, role, environment }))
  }
  confinePackages(await realpath(directory))
  const listener = await loadNodeFunction({ ...runtime, handler: join(directory, runtime.handler), role })
  return role === 'middleware' ? markingFailures(listener) : listener
}

/** A 500 that says by its header that the function failed: one of its own is an answer like others. */
function markingFailures(listener: Listener): Listener {
  return async (req, res) => {
    try {
      await listener(req, res)
    } catch (cause) {
      if (res.headersSent || isEnding(res)) throw cause
      logError(cause)
      for (const name of res.getHeaderNames()) res.removeHeader(name)
      res.writeHead(500, { 'content-type': 'text/plain; charset=utf-8', 'x-vercel-failed': 'edge-wrapper' })
      res.end('Internal Server Error')
    }
  }
}
