import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createAnswerWriter } from '@/lib/adapters/http/answer-writer'
import { createClientReader } from '@/lib/adapters/http/client-address'
import { ConnectionLimit, type ConnectionLimits } from '@/lib/adapters/http/connection-limit'
import { FastLane } from '@/lib/adapters/http/fast-lane'
import { HeadReader, type HeadRefusal, MAX_BODY_BYTES } from '@/lib/adapters/http/request-head'
import { Unanswered } from '@/lib/adapters/http/unanswered'
import { watchedBody } from '@/lib/engine/calls/watched-body'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { valueIn } from '@/lib/engine/steps/respond'
import type { DecisionNotes } from '@/lib/engine/why/decision-notes'

export type EdgeServerOptions = {
  readonly handle: (request: EngineRequest) => EngineResponse | Promise<EngineResponse>
  /** The answer, where it is a hit that is known at once. `undefined` leaves no trace: `handle` is asked next. */
  readonly hit: (request: EngineRequest) => EngineResponse | undefined
  readonly trustedProxies: readonly string[]
  readonly connections: ConnectionLimits
  readonly served: ServedListeners
  /** A bug or an outage: the visitor has been told that it failed. */
  readonly onError: (error: unknown, request: EngineRequest) => void
}

/** Called with each answer once it is over. Read again for each request; while it is absent, a hit costs nothing extra. */
export type ServedListeners = {
  readonly ofHits: ((served: Served) => void) | undefined
  /** Of what is not answered at once. Both may be told what is a hit after all. */
  readonly ofOthers: ((served: Served) => void) | undefined
  /** Notes for a request that somebody wants to know all about. */
  readonly notes: (() => DecisionNotes) | undefined
}

/** The options, whether new requests are still welcome, and who waits. */
type Port = EdgeServerOptions & { readonly isOpen: () => boolean; readonly unanswered: Unanswered }

export type Served = {
  readonly request: EngineRequest
  readonly response: EngineResponse
  readonly bytes: number
  readonly durationMs: number
}

const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS'])
const KEEP_ALIVE_MS = 65_000
/** Somebody who reads nothing of a ready answer for so long has left, or wants to fill our memory. */
const STALLED_MS = 60_000

/** The port that visitors reach. It parses nothing but the head, and writes what the engine answers. */
export function createEdgeServer(options: EdgeServerOptions): Server {
  const port: Port = { ...options, isOpen: () => server.listening, unanswered: new Unanswered() }
  const readRequest = createRequestReader(options.trustedProxies)
  const writeAtOnce = createAnswerWriter({ keepAliveMs: KEEP_ALIVE_MS })
  const lane = new FastLane((socket, head) => {
    const request = readRequest({ ...head, httpVersion: '1.1' }, socket, { body: null, why: port.served.notes?.() })
    if ('status' in request || !port.isOpen()) return false
    return answerHit(port, request, (response) => writeAtOnce(socket, response))
  })
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
      // Most requests have no body: a stream that has ended from the start saves a tenth of a hit.
      optimizeEmptyRequests: true,
    },
    (incoming, outgoing) => {
      if (!port.unanswered.mayAsk(incoming.socket)) return
      lane.answering(outgoing)
      const { method = '', url: target = '', httpVersion, rawHeaders } = incoming
      const upload = uploadOf(incoming)
      const visit = { body: upload?.body ?? null, leaving: leavingOf(outgoing), why: port.served.notes?.() }
      const request = readRequest({ method, target, httpVersion, rawHeaders }, incoming.socket, visit)
      if ('status' in request) refuse(outgoing, request.status, request.reason)
      else answer(port, request, { socket: incoming.socket, outgoing, upload })
    },
  )
  // Every line counts and is checked above; the parser's own limit would hide the ones beyond it.
  server.maxHeadersCount = 0
  server.timeout = STALLED_MS
  server.on('timeout', (socket: Socket) => {
    // Nobody is to blame where the answer itself is slow: a function has its own deadline.
    if (port.unanswered.isWaiting(socket) && socket.writableLength === 0) socket.setTimeout(server.timeout)
    else socket.destroy()
  })
  server.maxConnections = options.connections.total
  const limit = new ConnectionLimit(options.connections.perAddress, options.trustedProxies)
  server.on('connection', (socket) => {
    if (limit.admits(socket)) lane.open(socket)
  })
  server.on('upgrade', (_request, socket) => {
    // It is not node:http's any more, which takes its listeners along: neither an error nor a visitor who stays may be left.
    socket.on('error', () => undefined)
    const text = 'HTTP/1.1 501 Not Implemented\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'
    socket.end(text, () => socket.destroy())
  })
  return server
}

/** A body on its way in. */
type Upload = { readonly body: AsyncIterable<Uint8Array>; isTooLarge: boolean }

/** The body of a cacheable request reaches nobody: two parties could disagree about what it asks. */
function uploadOf(incoming: IncomingMessage): Upload | null {
  if (BODILESS.has(incoming.method ?? '') || incoming.readableEnded) return null
  const upload: Upload = { body: limited(incoming, () => (upload.isTooLarge = true)), isTooLarge: false }
  return upload
}

function leavingOf(outgoing: ServerResponse): () => AbortSignal {
  let controller: AbortController | undefined
  return () => {
    if (controller !== undefined) return controller.signal
    const made = new AbortController()
    controller = made
    const leave = () => {
      if (!outgoing.writableFinished) made.abort()
    }
    if (outgoing.closed) leave()
    else outgoing.once('close', leave)
    return made.signal
  }
}

/** Makes a request for the engine of what came off the wire, whoever parsed it. */
function createRequestReader(trustedProxies: readonly string[]) {
  const heads = new HeadReader()
  const readClient = createClientReader(trustedProxies)

  return (
    received: Parameters<HeadReader['read']>[0],
    socket: Socket,
    visit: Pick<EngineRequest, 'body' | 'leaving' | 'why'>,
  ): EngineRequest | HeadRefusal => {
    const head = heads.read(received)
    if ('status' in head) return head
    const { method, target, rawHeaders } = received
    const client = readClient(socket.remoteAddress ?? '', (name) => valueIn(rawHeaders, name))
    const named = client.forwardedHost === undefined ? head : heads.readHost(client.forwardedHost)
    if (named === undefined) return { status: 400, reason: 'Not a host name.' }
    const { host, authority } = named
    return { method, host, authority, target, rawHeaders, protocol: client.protocol, clientIp: client.ip, ...visit }
  }
}

/** False where it is no hit, and then nothing was written. */
function answerHit(
  { hit, served }: EdgeServerOptions,
  request: EngineRequest,
  write: (response: EngineResponse) => boolean,
): boolean {
  const onServed = served.ofHits
  const beganAtMs = onServed === undefined ? 0 : performance.now()
  const response = hit(request)
  if (response === undefined || !write(response)) return false
  const bytes = response.body instanceof Uint8Array ? response.body.byteLength : 0
  onServed?.({ request, response, bytes, durationMs: performance.now() - beganAtMs })
  return true
}

type Answering = { readonly socket: Socket; readonly outgoing: ServerResponse; readonly upload: Upload | null }

function answer(port: Port, request: EngineRequest, answering: Answering): void {
  const { outgoing } = answering
  const { ofHits, ofOthers } = port.served
  let beganAtMs = ofHits === undefined ? 0 : performance.now()
  let response: EngineResponse | Promise<EngineResponse>
  try {
    response = port.handle(request)
  } catch (error) {
    fail(port, request, outgoing, error)
    return
  }
  if (response instanceof Promise) {
    // What took its time is told of also where hits are not.
    if (beganAtMs === 0 && ofOthers !== undefined) beganAtMs = performance.now()
    port.unanswered.waits(answering.socket, outgoing)
    response.then(
      (settled) => write(port, { ...answering, request, response: settled, beganAtMs, onServed: ofOthers }),
      (error: unknown) => fail(port, request, outgoing, error),
    )
  } else write(port, { ...answering, request, response, beganAtMs, onServed: ofHits })
}

type Writing = Answering & {
  readonly request: EngineRequest
  readonly response: EngineResponse
  readonly beganAtMs: number
  readonly onServed: ((served: Served) => void) | undefined
}

function write(port: Port, writing: Writing): void {
  const { outgoing, request, beganAtMs, upload, onServed } = writing
  // Whatever was made of a part of the body: the sender has to learn why the rest was not taken.
  const response = upload?.isTooLarge === true ? tooLarge(writing.response) : writing.response
  const { body } = response
  // Whoever is answered while the edge goes away is not to ask it again.
  if (!port.isOpen()) outgoing.shouldKeepAlive = false
  try {
    outgoing.writeHead(response.status, response.headers)
  } catch (error) {
    // A status or a header that HTTP has no form for. Whoever still makes the body is told that nobody reads it.
    leaveBody(body)
    fail(port, request, outgoing, error)
    return
  }
  if (body !== null && !(body instanceof Uint8Array)) {
    stream(writing, body)
    return
  }
  outgoing.end(body)
  const bytes = body?.byteLength ?? 0
  onServed?.({ request, response, bytes, durationMs: performance.now() - beganAtMs })
}

function stream({ request, response, outgoing, beganAtMs, onServed }: Writing, body: AsyncIterable<Uint8Array>) {
  let bytes = 0
  const counted = watchedBody(body, {
    taken: (chunk) => {
      bytes += chunk.byteLength
    },
  })
  const over = () => onServed?.({ request, response, bytes, durationMs: performance.now() - beganAtMs })
  // A body that breaks off breaks the connection too: a whole-looking half page would be worse.
  pipeline(Readable.from(counted, { objectMode: false }), outgoing).then(over, over)
}

function fail(port: Port, request: EngineRequest, outgoing: ServerResponse, error: unknown): void {
  port.onError(error, request)
  if (outgoing.headersSent) outgoing.destroy()
  else refuse(outgoing, 500, 'Something went wrong.')
}

function refuse(outgoing: ServerResponse, status: number, reason: string): void {
  const { headers, body } = refusal(reason)
  // By name: a head that could not be written may have left another behind.
  outgoing.writeHead(status, STATUS_CODES[status], headers)
  outgoing.end(body)
}

function refusal(reason: string) {
  const body = Buffer.from(`${reason}\n`)
  const headers = [
    ...['content-type', 'text/plain; charset=utf-8', 'cache-control', 'no-store'],
    ...['content-length', String(body.byteLength), 'connection', 'close'],
  ]
  return { headers, body }
}

function tooLarge(instead: EngineResponse): EngineResponse {
  leaveBody(instead.body)
  return { status: 413, ...refusal('The body is too large.'), outcome: instead.outcome }
}

function leaveBody(body: EngineResponse['body']): void {
  if (body !== null && !(body instanceof Uint8Array)) void body[Symbol.asyncIterator]().return?.()
}

async function* limited(incoming: IncomingMessage, onTooLarge: () => void): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of incoming) {
    if (!(chunk instanceof Uint8Array)) continue
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) {
      onTooLarge()
      throw new Error(`The request body is larger than ${MAX_BODY_BYTES} bytes.`)
    }
    yield chunk
  }
}
