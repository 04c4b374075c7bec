import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { chmod } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { decodeFrame, encodeFrame } from '@/lib/adapters/functions/channel-frame'
import {
  askMessage,
  HOST_TOKEN_HEADER,
  MAX_MESSAGE_BYTES,
  type ReplyMessage,
} from '@/lib/adapters/functions/channel-protocol'
import { CALL_HEADER } from '@/lib/adapters/functions/protocol'
import { readLimited } from '@/lib/adapters/functions/read-limited'
import type { Answered, Ask, Asker, Reply } from '@/lib/engine/asks/asks'

/** Answers a function. Rejects when it cannot be done now. */
export type AnswerAsk = (asker: Asker, ask: Ask, bytes: Uint8Array) => Promise<Answered>

type ChannelReply = { readonly head: Reply | ReplyMessage; readonly bytes?: Uint8Array | undefined }

/** Connections of one host, and questions that it may have open. It asks 32 at a time by itself; more are its function's. */
export const MAX_OPEN = 40

/**
 * Where one function host asks its edge for things, by HTTP on a unix socket of its own: what a host does to it, no other
 * notices. Whoever may enter the directory can connect, since hosts run as another user; only the token, which the edge
 * gives to that host, says anything.
 */
export class ChannelServer {
  readonly token = randomBytes(32).toString('base64url')
  readonly path: string
  readonly #answer: AnswerAsk
  readonly #server: Server
  #asker: ((call: string | undefined) => Asker) | undefined
  #open = 0

  constructor(options: { readonly answer: AnswerAsk; readonly path: string }) {
    this.#answer = options.answer
    this.path = options.path
    this.#server = createServer({ keepAliveTimeout: 0 }, (req, res) => void this.#serve(req, res))
    this.#server.maxConnections = MAX_OPEN
  }

  async listen(): Promise<void> {
    this.#server.listen(this.path)
    await once(this.#server, 'listening')
    // To connect is to write, for a unix socket.
    await chmod(this.path, 0o666)
  }

  /** From now on questions are answered: who asks, given the name of the call on whose behalf. */
  speakFor(asker: (call: string | undefined) => Asker): void {
    this.#asker = asker
  }

  /** The host is gone: nothing is answered any more. */
  close(): void {
    this.#asker = undefined
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const asker = this.#isHost(req) ? this.#asker : undefined
    if (asker === undefined || this.#open >= MAX_OPEN) {
      res.writeHead(asker === undefined ? 401 : 503, { connection: 'close' }).end()
      return
    }
    this.#open += 1
    const { head, bytes } = await this.#reply(asker, req)
    this.#open -= 1
    res.end(encodeFrame(head, bytes))
  }

  #isHost(req: IncomingMessage): boolean {
    const given = Buffer.from(req.headersDistinct[HOST_TOKEN_HEADER]?.[0] ?? '')
    const wanted = Buffer.from(this.token)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }

  async #reply(asker: (call: string | undefined) => Asker, req: IncomingMessage): Promise<ChannelReply> {
    try {
      const { head, bytes } = decodeFrame(await readLimited(req, MAX_MESSAGE_BYTES))
      const ask = askMessage.safeParse(head)
      if (!ask.success) return { head: { reply: 'refused', message: 'The edge does not know this request.' } }
      const answered = await this.#answer(asker(req.headersDistinct[CALL_HEADER]?.[0]), ask.data, bytes)
      return { head: answered.reply, bytes: answered.bytes }
    } catch (cause) {
      return { head: { reply: 'failed', message: reasonOf(cause) } }
    }
  }
}

/** What was behind it all: a query that failed tells itself, and all that it was given, before it tells why. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? reasonOf(cause.cause) : cause.message
}
