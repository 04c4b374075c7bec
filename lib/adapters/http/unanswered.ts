import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Answers that one connection may wait for. Browsers ask once at a time, tools that ask ahead some dozens of times. */
export const MAX_UNANSWERED = 100

/**
 * Counts the answers that each connection waits for. node:http reads on while they are made, however many they are: a few
 * kilobytes of requests could otherwise keep all that the edge has busy.
 */
export class Unanswered {
  readonly #counts = new WeakMap<Socket, number>()

  /** Whether this connection may ask once more; if not it is broken off, and whatever it still asks is for nobody. */
  mayAsk(socket: Socket): boolean {
    if (socket.destroyed) return false
    if (this.#count(socket) < MAX_UNANSWERED) return true
    socket.destroy()
    return false
  }

  /** Whether an answer is on its way to this connection. */
  isWaiting(socket: Socket): boolean {
    return this.#count(socket) > 0
  }

  /** The answer takes a while. */
  waits(socket: Socket, outgoing: ServerResponse): void {
    this.#counts.set(socket, this.#count(socket) + 1)
    outgoing.once('close', () => this.#counts.set(socket, this.#count(socket) - 1))
  }

  #count(socket: Socket): number {
    return this.#counts.get(socket) ?? 0
  }
}
