import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Served } from '@/lib/adapters/http/edge-server'

/** Writes one JSON line for each request to a file, appending. Bypass tokens are in no line: queries are left out. */
export function openAccessLog(file: string) {
  const stream = createWriteStream(file, { flags: 'a' })
  let failure: Error | undefined
  stream.on('error', (error) => {
    failure ??= error
  })
  return {
    write({ request, response, bytes, durationMs }: Served): void {
      if (failure !== undefined) return
      stream.write(`${JSON.stringify(lineOf({ request, response, bytes, durationMs }))}\n`)
    },
    /** The first thing that went wrong; no line has been written since. */
    failure: () => failure,
    async close(): Promise<void> {
      if (failure !== undefined) return
      stream.end()
      await once(stream, 'close')
    },
  }
}

function lineOf({ request, response, bytes, durationMs }: Served) {
  return {
    time: new Date().toISOString(),
    host: request.host,
    method: request.method,
    path: request.target.split('?')[0],
    status: response.status,
    cache: response.outcome.status,
    reason: response.outcome.reason,
    bytes,
    durationMs: Math.round(durationMs * 100) / 100,
    ip: request.clientIp,
  }
}
