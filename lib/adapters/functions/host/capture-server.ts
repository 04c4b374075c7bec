import { Server } from 'node:http'
import { isCallable } from '@/lib/adapters/functions/host/callable'

/** Where a captured server believes to listen. */
const PRETENDED_ADDRESS = { address: '127.0.0.1', family: 'IPv4', port: 0 }

/** While a function is loaded, catches the HTTP server it wants to listen with: no port is opened. */
export function captureServer(): {
  /** The first server that was told to listen; `undefined` when none was within this time. */
  within(timeoutMs: number): Promise<Server | undefined>
  /** From here on `listen` listens. */
  restore(): void
} {
  const captured = Promise.withResolvers<Server | undefined>()
  const listen = Server.prototype.listen
  Server.prototype.listen = function captureListen(...values: unknown[]) {
    const onListening = values.findLast(isCallable)
    if (onListening !== undefined) this.once('listening', onListening)
    this.address = () => PRETENDED_ADDRESS
    process.nextTick(() => this.emit('listening'))
    captured.resolve(this)
    return this
  }
  return {
    within: async (timeoutMs) => {
      const timer = setTimeout(() => captured.resolve(undefined), timeoutMs)
      const server = await captured.promise
      clearTimeout(timer)
      return server
    },
    restore: () => {
      Server.prototype.listen = listen
    },
  }
}
