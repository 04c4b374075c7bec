import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { loadEdgeFunction } from '@/lib/adapters/functions/host/load-edge'
import { loadNodeFunction } from '@/lib/adapters/functions/host/load-node'
import type { StartMessage } from '@/lib/adapters/functions/protocol'

/** Answers one call. It may throw, reject, or answer long after it has returned. */
export type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

/** Loads the function that the edge named. Rejects when it cannot be loaded, or is none. */
export function loadFunction({ directory, runtime, role, environment }: StartMessage): Promise<Listener> {
  if (runtime.kind === 'edge') return loadEdgeFunction({ directory, ...runtime, role, environment })
  return loadNodeFunction({ ...runtime, handler: join(directory, runtime.handler), role })
}
