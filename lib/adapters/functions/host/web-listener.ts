import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { absoluteUrl } from '@/lib/adapters/functions/host/absolute-url'
import { type Callable, isCallable, member } from '@/lib/adapters/functions/host/callable'
import type { Listener } from '@/lib/adapters/functions/host/load-function'
import { currentContext } from '@/lib/adapters/functions/host/request-context'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH']

/** A listener for a module of web handlers (`Request` in, `Response` out); `undefined` when it has none. */
export function webListener(exported: unknown): Listener | undefined {
  const fetchHandler = member(exported, 'fetch')
  const hasMethods = METHODS.some((method) => isCallable(member(exported, method)))
  if (!hasMethods && !isCallable(fetchHandler)) return undefined
  return async (req, res) => {
    const byMethod = METHODS.includes(req.method ?? '') ? member(exported, req.method ?? '') : undefined
    const handler = byMethod ?? fetchHandler
    if (!isCallable(handler)) {
      res.writeHead(405).end()
      return
    }
    await answer(handler, req, res)
  }
}

async function answer(handler: Callable, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const response = await handler(toRequest(req, res), { waitUntil: currentContext()?.waitUntil })
  if (!isResponse(response)) throw new Error('The function returned no Response.')
  await sendResponse(response, req, res)
}

function toRequest(req: IncomingMessage, res: ServerResponse): Request {
  const headers = new Headers()
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const gone = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  const shared = { method: req.method ?? 'GET', headers, signal: gone.signal }
  if (req.method === 'GET' || req.method === 'HEAD') return new Request(absoluteUrl(req), shared)
  const withBody = { ...shared, body: bodyStream(req), duplex: 'half' }
  return new Request(absoluteUrl(req), withBody)
}

/** Pulls, so that the function sets the pace. Cancelling it leaves the connection alone: the answer is still to go out. */
function bodyStream(req: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = req[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (controller) => {
      const next = await chunks.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
  })
}

/** Bundles bring `Response` classes of their own, so it is known by its members. */
function isResponse(value: unknown): value is Response {
  return typeof member(value, 'status') === 'number' && isCallable(member(member(value, 'headers'), 'getSetCookie'))
}

async function sendResponse(response: Response, req: IncomingMessage, res: ServerResponse): Promise<void> {
  res.statusCode = response.status
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') res.setHeader(name, value)
  }
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) res.setHeader('set-cookie', cookies)
  if (response.body === null || req.method === 'HEAD') {
    res.end()
    return
  }
  // A stream may keep its first byte for long; what is known of the answer is of use before that.
  res.flushHeaders()
  await pipeline(response.body, res)
}
