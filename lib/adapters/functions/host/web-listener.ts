import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { absoluteUrl } from '@/lib/adapters/functions/host/absolute-url'
import { type Callable, isCallable, member } from '@/lib/adapters/functions/host/callable'
import type { Listener } from '@/lib/adapters/functions/host/load-function'
import { currentContext } from '@/lib/adapters/functions/host/request-context'
import type { FunctionRole } from '@/lib/engine/deployment'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH']

/** What the edge and the host agree on between them. */
const OF_THE_CONNECTION = new Set(['connection', 'transfer-encoding'])

/** Taken before the function is loaded, which may put others in their place. */
const { AbortController, Headers, ReadableStream, Request } = globalThis

/** Gives the handler of a method; `undefined` for one that is not answered. */
export type WebHandlers = (method: string) => Callable | undefined

/**
 * Web handlers (`Request` in, `Response` out) of a module: one per method, `fetch` for all, and where `isDefaultWeb` also
 * the function that the module itself is. `undefined` when it has none.
 */
export function webHandlers(
  exported: unknown,
  { isDefaultWeb }: { readonly isDefaultWeb: boolean },
): WebHandlers | undefined {
  const byMethod = new Map<string, Callable>()
  for (const method of METHODS) {
    const handler = member(exported, method)
    if (isCallable(handler)) byMethod.set(method, handler)
  }
  const forAll = [member(exported, 'fetch'), isDefaultWeb ? exported : undefined].find(isCallable)
  if (byMethod.size === 0 && forAll === undefined) return undefined
  return (method) => byMethod.get(method) ?? forAll
}

/** A listener for web handlers. Of middleware an empty answer means that the request goes on. */
export function webListener(handlers: WebHandlers, role: FunctionRole): Listener {
  return async (req, res) => {
    const handler = handlers(req.method ?? '')
    if (handler === undefined) {
      res.writeHead(405).end()
      return
    }
    const response = await handler(toRequest(req, res), { waitUntil: currentContext()?.waitUntil })
    if (role === 'middleware' && (response === undefined || response === null)) {
      res.writeHead(200, { 'x-middleware-next': '1' }).end()
      return
    }
    if (!isResponse(response)) throw new Error('The function returned no Response.')
    await sendResponse(response, req, res)
  }
}

function toRequest(req: IncomingMessage, res: ServerResponse): Request {
  const headers = new Headers()
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    if (OF_THE_CONNECTION.has(name)) continue
    for (const value of values ?? []) headers.append(name, value)
  }
  const gone = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  const shared = { method: req.method ?? 'GET', headers, signal: gone.signal }
  const isWithoutBody = req.headers['content-length'] === '0' || req.method === 'GET' || req.method === 'HEAD'
  if (isWithoutBody) return new Request(absoluteUrl(req), shared)
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
