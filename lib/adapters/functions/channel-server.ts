import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeFrame, encodeFrame } from '@/lib/adapters/functions/channel-frame'
import {
  askMessage,
  HOST_TOKEN_HEADER,
  MAX_MESSAGE_BYTES,
  type ReplyMessage,
} from '@/lib/adapters/functions/channel-protocol'
import { CALL_HEADER } from '@/lib/adapters/functions/protocol'
import { readLimited } from '@/lib/adapters/functions/read-limited'
import type { Answered, Ask, Asker, Reply } from '@/lib/engine/asks'

/** Answers a function. Rejects when it cannot be done now. */
export type AnswerAsk = (asker: Asker, ask: Ask, bytes: Uint8Array) => Promise<Answered>

/** A host, as far as it may ask: who it is, given the name of the call on whose behalf it asks. */
export type ChannelHost = { readonly asker: (call: string | undefined) => Asker }

type ChannelReply = { readonly head: Reply | ReplyMessage; readonly bytes?: Uint8Array | undefined }

/**
 * Where the function hosts of an edge ask it for things, by HTTP on one unix socket. Whoever may enter the directory can
 * connect, since hosts run as another user; only a token that the edge gave to a host says anything.
 */
export class ChannelServer {
  readonly #answer: AnswerAsk
  readonly #directory: string
  readonly #hosts = new Map<string, ChannelHost>()
  readonly #server: Server
  #opened: Promise<string> | undefined

  constructor(options: { readonly answer: AnswerAsk; readonly directory: string }) {
    this.#answer = options.answer
    this.#directory = options.directory
    this.#server = createServer({ keepAliveTimeout: 0 }, (req, res) => void this.#serve(req, res))
  }

  /** Path of the socket; it listens from the first time on. */
  open(): Promise<string> {
    this.#opened ??= this.#listen()
    return this.#opened
  }

  /** From now on the token speaks for this host. */
  admit(token: string, host: ChannelHost): void {
    this.#hosts.set(token, host)
  }

  dismiss(token: string): void {
    this.#hosts.delete(token)
  }

  async close(): Promise<void> {
    if (this.#opened === undefined) return
    const path = await this.#opened.catch(() => undefined)
    const closed = Promise.withResolvers<void>()
    this.#server.close(() => closed.resolve())
    this.#server.closeAllConnections()
    await closed.promise
    if (path !== undefined) await rm(path, { force: true })
  }

  async #listen(): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o711 })
    const path = socketPathIn(this.#directory)
    await rm(path, { force: true })
    const listening = Promise.withResolvers<void>()
    this.#server.once('error', listening.reject)
    this.#server.listen(path, () => listening.resolve())
    await listening.promise
    // To connect is to write, for a unix socket.
    await chmod(path, 0o666)
    return path
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const host = this.#hosts.get(req.headersDistinct[HOST_TOKEN_HEADER]?.[0] ?? '')
    if (host === undefined) {
      res.writeHead(401, { connection: 'close' }).end()
      return
    }
    const { head, bytes } = await this.#reply(host, req)
    res.end(encodeFrame(head, bytes))
  }

  async #reply(host: ChannelHost, req: IncomingMessage): Promise<ChannelReply> {
    try {
      const { head, bytes } = decodeFrame(await readLimited(req, MAX_MESSAGE_BYTES))
      const ask = askMessage.safeParse(head)
      if (!ask.success) return { head: { reply: 'refused', message: 'The edge does not know this request.' } }
      const answered = await this.#answer(host.asker(req.headersDistinct[CALL_HEADER]?.[0]), ask.data, bytes)
      return { head: answered.reply, bytes: answered.bytes }
    } catch (cause) {
      return { head: { reply: 'failed', message: cause instanceof Error ? cause.message : String(cause) } }
    }
  }
}

/** Longest path of a unix socket on the strictest of our systems, as for the hosts' own sockets. */
function socketPathIn(directory: string): string {
  const path = join(directory, 'edge')
  return Buffer.byteLength(path) <= 103 ? path : join(tmpdir(), `freshet-edge-${process.pid}-${performance.now()}`)
}
