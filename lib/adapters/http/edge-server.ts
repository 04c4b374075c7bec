import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createClientReader } from '@/lib/adapters/http/client-address'
import { HeadReader, MAX_BODY_BYTES, type RequestHead } from '@/lib/adapters/http/request-head'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { valueIn } from '@/lib/engine/steps/respond'

export type EdgeServerOptions = {
  readonly handle: (request: EngineRequest) => EngineResponse | Promise<EngineResponse>
  readonly trustedProxies: readonly string[]
  /** Hears of each answer once it is over; `undefined` costs nothing. */
  readonly onServed: ((served: Served) => void) | undefined
  /** A bug or an outage: the visitor has been told that it failed. */
  readonly onError: (error: unknown, request: EngineRequest) => void
}

export type Served = {
  readonly request: EngineRequest
  readonly response: EngineResponse
  readonly bytes: number
  readonly durationMs: number
}

const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The port that visitors reach. It parses nothing but the head, and writes what the engine answers. */
export function createEdgeServer(options: EdgeServerOptions): Server {
  const heads = new HeadReader()
  const readClient = createClientReader(options.trustedProxies)
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
      noDelay: true,
      // Most requests have no body: a stream that has ended from the start saves a tenth of a hit.
      optimizeEmptyRequests: true,
    },
    (incoming, outgoing) => {
      const head = heads.read({
        method: incoming.method ?? '',
        target: incoming.url ?? '',
        httpVersion: incoming.httpVersion,
        rawHeaders: incoming.rawHeaders,
      })
      if ('status' in head) return refuse(outgoing, head.status, head.reason)
      const request = toEngineRequest(incoming, head)
      if (request === undefined) return refuse(outgoing, 400, 'Not a host name.')
      answer(options, request, outgoing)
    },
  )
  // Every line counts and is checked above; the parser's own limit would hide the ones beyond it.
  server.maxHeadersCount = 0
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 501 Not Implemented\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
  return server

  function toEngineRequest(incoming: IncomingMessage, head: RequestHead): EngineRequest | undefined {
    const { rawHeaders } = incoming
    const client = readClient(incoming.socket.remoteAddress ?? '', (name) => valueIn(rawHeaders, name))
    const named = client.forwardedHost === undefined ? head : heads.readHost(client.forwardedHost)
    if (named === undefined) return undefined
    const method = incoming.method ?? 'GET'
    return {
      method,
      host: named.host,
      authority: named.authority,
      target: incoming.url ?? '/',
      rawHeaders,
      protocol: client.protocol,
      clientIp: client.ip,
      // The body of a cacheable request reaches nobody: two parties could disagree about what it asks.
      body: BODILESS.has(method) || incoming.readableEnded ? null : limited(incoming),
    }
  }
}

function answer(options: EdgeServerOptions, request: EngineRequest, outgoing: ServerResponse): void {
  const beganAtMs = options.onServed === undefined ? 0 : performance.now()
  let response: EngineResponse | Promise<EngineResponse>
  try {
    response = options.handle(request)
  } catch (error) {
    fail(options, request, outgoing, error)
    return
  }
  if (response instanceof Promise) {
    response.then(
      (settled) => write(options, { request, response: settled, outgoing, beganAtMs }),
      (error: unknown) => fail(options, request, outgoing, error),
    )
  } else write(options, { request, response, outgoing, beganAtMs })
}

type Writing = {
  readonly request: EngineRequest
  readonly response: EngineResponse
  readonly outgoing: ServerResponse
  readonly beganAtMs: number
}

function write(options: EdgeServerOptions, writing: Writing): void {
  const { response, outgoing, request, beganAtMs } = writing
  const { body } = response
  try {
    outgoing.writeHead(response.status, response.headers)
  } catch (error) {
    // A status or a header that HTTP has no form for. Whoever still makes the body is told that nobody reads it.
    if (body !== null && !(body instanceof Uint8Array)) void body[Symbol.asyncIterator]().return?.()
    fail(options, request, outgoing, error)
    return
  }
  if (body !== null && !(body instanceof Uint8Array)) {
    stream(options, writing, body)
    return
  }
  outgoing.end(body)
  const bytes = body?.byteLength ?? 0
  options.onServed?.({ request, response, bytes, durationMs: performance.now() - beganAtMs })
}

function stream(
  options: EdgeServerOptions,
  { request, response, outgoing, beganAtMs }: Writing,
  body: AsyncIterable<Uint8Array>,
) {
  let bytes = 0
  const counted = eachCounted(body, (chunk) => {
    bytes += chunk.byteLength
  })
  const over = () => options.onServed?.({ request, response, bytes, durationMs: performance.now() - beganAtMs })
  // A body that breaks off breaks the connection too: a whole-looking half page would be worse.
  pipeline(Readable.from(counted, { objectMode: false }), outgoing).then(over, over)
}

/** No generator: one that is left while it waits for a chunk leaves in turn only when that chunk has come. */
function eachCounted(body: AsyncIterable<Uint8Array>, count: (chunk: Uint8Array) => void): AsyncIterable<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  const next = async () => {
    const chunk = await chunks.next()
    if (chunk.done !== true) count(chunk.value)
    return chunk
  }
  const leave = async (): Promise<IteratorReturnResult<undefined>> => {
    await chunks.return?.()
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) }
}

function fail(options: EdgeServerOptions, request: EngineRequest, outgoing: ServerResponse, error: unknown): void {
  options.onError(error, request)
  if (outgoing.headersSent) outgoing.destroy()
  else refuse(outgoing, 500, 'Something went wrong.')
}

function refuse(outgoing: ServerResponse, status: number, reason: string): void {
  const body = `${reason}\n`
  outgoing.writeHead(status, STATUS_CODES[status], {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  })
  outgoing.end(body)
}

async function* limited(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of incoming) {
    if (!(chunk instanceof Uint8Array)) continue
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) throw new Error(`The request body is larger than ${MAX_BODY_BYTES} bytes.`)
    yield chunk
  }
}
