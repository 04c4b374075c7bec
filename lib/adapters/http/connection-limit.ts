import type { Socket } from 'node:net'
import { createProxyTest, plainAddress } from '@/lib/adapters/http/client-address'
import { visitorAt } from '@/lib/engine/protection/visitor-address'

export type ConnectionLimits = {
  /** Connections that all visitors together may hold. */
  readonly total: number
  /** Connections that one visitor may hold, whom nobody but a proxy can speak for; `null` is any number. */
  readonly perAddress: number | null
}

/**
 * Counts the connections of each visitor: one who opens thousands and says nothing must not keep the others out. A proxy that
 * the operator trusts speaks for many and is not counted.
 */
export class ConnectionLimit {
  readonly #counts = new Map<string, number>()
  readonly #perAddress: number
  readonly #isProxy: (ip: string) => boolean

  constructor(perAddress: number | null, trustedProxies: readonly string[]) {
    this.#perAddress = perAddress ?? Number.POSITIVE_INFINITY
    this.#isProxy = createProxyTest(trustedProxies)
  }

  /** Whether this connection may stay. If not it is broken off, without a word that would have to be written. */
  admits(socket: Socket): boolean {
    const peer = plainAddress(socket.remoteAddress ?? '')
    if (this.#isProxy(peer)) return true
    const visitor = visitorAt(peer)
    const count = this.#counts.get(visitor) ?? 0
    if (count >= this.#perAddress) {
      socket.destroy()
      return false
    }
    this.#counts.set(visitor, count + 1)
    socket.once('close', () => this.#forget(visitor))
    return true
  }

  #forget(visitor: string): void {
    const count = this.#counts.get(visitor) ?? 0
    if (count > 1) this.#counts.set(visitor, count - 1)
    else this.#counts.delete(visitor)
  }
}
