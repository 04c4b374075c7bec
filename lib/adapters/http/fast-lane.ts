import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type PlainHead, readPlainHead } from '@/lib/adapters/http/plain-head'

/** Answers a request whole and at once; false if it cannot, and then nothing was written. */
export type AnswerAtOnce = (socket: Socket, head: PlainHead) => boolean

/**
 * `fresh`: no byte yet. `asked`: node:http has been given exactly one whole request and is answering it. `idle`: between
 * two requests, with all that was asked answered.
 */
type Connection = { readonly parse: (chunk: Buffer) => void; phase: 'fresh' | 'asked' | 'idle' }

/**
 * Spares hits the cost of `IncomingMessage` and `ServerResponse`, which is most of what a hit costs.
 *
 * node:http owns every connection from beginning to end: its time-outs, its list of idle connections, its parser. The
 * lane only looks at what arrives before the parser does. While the connection is idle and a chunk is exactly one plain
 * request head, it may be answered here, and the parser never learns that it was asked. The parser cannot tell the
 * difference, since it stood between two messages before and stands there still. In every other case the chunk goes on to
 * the parser untouched, as it would without a lane.
 *
 * A chunk that is anything but one plain head (part of a head, a body, several requests at once, an upgrade), or that comes
 * while node:http is still answering, ends the lane of its connection for good: from there on nobody counts messages but
 * the parser. So no byte is ever read by both.
 */
export class FastLane {
  readonly #connections = new WeakMap<Socket, Connection>()
  readonly #answer: AnswerAtOnce

  constructor(answer: AnswerAtOnce) {
    this.#answer = answer
  }

  /** Puts the lane before the parser of a connection that node:http has just taken over. */
  open(socket: Socket): void {
    const [parse, ...others] = socket.listeners('data')
    // A node:http that listens in another way keeps its connection to itself.
    if (!isListener(parse) || others.length > 0) return
    const connection: Connection = { parse, phase: 'fresh' }
    this.#connections.set(socket, connection)
    const look = (chunk: Buffer) => {
      if (this.#take(socket, connection, chunk)) return
      this.#connections.delete(socket)
      socket.on('data', parse).off('data', look)
      parse(chunk)
    }
    // node:http reads past its own listener until somebody else listens too.
    socket.on('data', look).off('data', parse)
  }

  /** The answer to the one request that node:http has been given: once it is sent, the connection is idle again. */
  answering(outgoing: ServerResponse): void {
    const { socket } = outgoing
    const connection = socket === null ? undefined : this.#connections.get(socket)
    if (socket === null || connection === undefined) return
    outgoing.once('finish', () => {
      if (connection.phase === 'asked' && socket.writable) connection.phase = 'idle'
    })
  }

  /** False when the connection has to leave the lane. */
  #take(socket: Socket, connection: Connection, chunk: Buffer): boolean {
    if (connection.phase === 'asked') return false
    const head = readPlainHead(chunk)
    if (head === undefined) return false
    // With an answer still on its way the visitor reads slower than they ask: node:http knows how to hold them back.
    const mayAnswer = connection.phase === 'idle' && socket.writableLength === 0 && head.method === 'GET'
    if (mayAnswer && this.#answer(socket, head)) return true
    connection.phase = 'asked'
    connection.parse(chunk)
    return true
  }
}

function isListener(listener: unknown): listener is (chunk: Buffer) => void {
  return typeof listener === 'function'
}
