import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  addressIn,
  createPublicLookup,
  isPrivateAddress,
  PrivateAddressError,
} from '@/lib/adapters/origin/private-address'
import type { HeaderPair } from '@/lib/engine/deployment'
import { isHopByHop } from '@/lib/engine/headers'
import type { FunctionResponse, OriginCall, OriginFailure, Origins } from '@/lib/engine/ports'

export type OriginsOptions = {
  /** Whether the project's owner allowed this origin by name, private or not. Fails closed: a rejection is a no. */
  readonly isAllowed: (projectId: string, origin: string) => Promise<boolean>
  /** How long an origin may keep its answer, and then each part of it. */
  readonly timeoutMs?: number
  readonly lookup?: LookupFunction
}

/** Another server is given nothing of ours to read that could be old. */
const NOTHING_READ = Promise.resolve(Number.POSITIVE_INFINITY)

/** The reference's limit for external rewrites. */
const TIMEOUT_MS = 120_000
const SOCKETS = { keepAlive: true, maxSockets: 256, maxFreeSockets: 32, timeout: 60_000 }

/** Sockets to public addresses, and those to anywhere: never mixed, since a kept connection is not looked up again. */
type Agents = { readonly 'http:': Agent; readonly 'https:': TlsAgent }

/** Other servers over HTTP/1.1, each connected to as it was judged. `close` ends connections that are kept. */
export function createOrigins(options: OriginsOptions): Origins & { close(): void } {
  const lookup = options.lookup ?? createPublicLookup()
  const checked: Agents = { 'http:': new Agent({ ...SOCKETS, lookup }), 'https:': new TlsAgent({ ...SOCKETS, lookup }) }
  const open: Agents = { 'http:': new Agent(SOCKETS), 'https:': new TlsAgent(SOCKETS) }
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  return {
    async call(call) {
      const url = new URL(call.url)
      const isAllowed = await options.isAllowed(call.site.projectId, url.origin).catch(() => false)
      const address = addressIn(url.hostname)
      if (!isAllowed && address !== undefined && isPrivateAddress(address)) {
        return failure(new PrivateAddressError(address, address))
      }
      try {
        return await ask(url, call, { agents: isAllowed ? open : checked, timeoutMs: call.timeoutMs ?? timeoutMs })
      } catch (error) {
        if (call.signal?.aborted)
          return { kind: 'failed', reason: 'cancelled', message: 'The visitor left before the answer.' }
        return failure(error)
      }
    },
    close() {
      for (const agents of [checked, open]) for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

type Way = { readonly agents: Agents; readonly timeoutMs: number }

/** A kept connection may have been closed under the request. What has no body and changes nothing is asked once more. */
async function ask(url: URL, call: OriginCall, way: Way): Promise<FunctionResponse> {
  const first = begin(url, call, way)
  try {
    return await answerOf(first, call, way)
  } catch (error) {
    const isSafe = call.body === null && (call.method === 'GET' || call.method === 'HEAD')
    if (!isSafe || !first.reusedSocket || call.signal?.aborted || codeOf(error) !== 'ECONNRESET') throw error
    return answerOf(begin(url, call, way), call, way)
  }
}

function begin(url: URL, { method, headers, body, signal }: OriginCall, { agents }: Way): ClientRequest {
  const isFramed = ([name]: HeaderPair) => isHopByHop(name) || (name === 'content-length' && body === null)
  const sent = { method, headers: Object.fromEntries(headers.filter((header) => !isFramed(header))), signal }
  return url.protocol === 'https:'
    ? requestHttps(url, { ...sent, agent: agents['https:'] })
    : requestHttp(url, { ...sent, agent: agents['http:'] })
}

async function answerOf(request: ClientRequest, call: OriginCall, { timeoutMs }: Way): Promise<FunctionResponse> {
  const answered = Promise.withResolvers<IncomingMessage>()
  request.once('response', answered.resolve)
  // Without a listener the connection would be closed without a word, and the answer be waited for to the end.
  request.once('upgrade', (_response, socket) => {
    socket.destroy()
    answered.reject(new Error('It switched to another protocol.'))
  })
  // Stays: an answer may be cut off after it has begun; its reader notices.
  request.on('error', answered.reject)
  const timer = setTimeout(() => request.destroy(new TimeoutError(timeoutMs)), timeoutMs)
  try {
    if (call.body === null) request.end()
    else pipeline(Readable.from(call.body, { objectMode: false }), request).catch(answered.reject)
    const response = await answered.promise
    // Whoever reads the body gets the error there; without a reader it concerns nobody.
    response.on('error', () => undefined)
    response.setTimeout(timeoutMs, () => response.destroy(new TimeoutError(timeoutMs)))
    return {
      kind: 'answered',
      status: response.statusCode ?? 502,
      headers: pairsOf(response.rawHeaders),
      body: response,
      tags: Promise.resolve([]),
      stamp: NOTHING_READ,
    }
  } finally {
    clearTimeout(timer)
  }
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError'

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms.`)
  }
}

function failure(error: unknown): OriginFailure {
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'failed', reason: reasonOf(error), message }
}

function reasonOf(error: unknown): OriginFailure['reason'] {
  if (error instanceof PrivateAddressError) return 'origin_private'
  if (error instanceof TimeoutError) return 'origin_timeout'
  const code = codeOf(error)
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'origin_unknown' : 'origin_unreachable'
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function pairsOf(raw: readonly string[]): HeaderPair[] {
  const pairs: HeaderPair[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return pairs
}
