import { type MessagePipe, openParentPipe, type PipeEnd } from '@/lib/adapters/functions/message-pipe'
import {
  MAX_TOLD_BYTES,
  type MessageToEdge,
  type MessageToHost,
  messageToEdge,
} from '@/lib/adapters/functions/protocol'

/** What a host that reads nothing may be told meanwhile, such as that it is to answer while a loop holds it. */
const MAX_UNREAD_BYTES = 64 * 1024

/**
 * The edge's end of what it and a host tell each other. The host may say what it is asked for and no more: whatever else comes
 * ends the line, so that neither one long message nor many of them can hold the edge or take its memory.
 */
export class HostLine {
  readonly #pipe: MessagePipe
  readonly #pings = new Set<() => void>()
  readonly #gone = Promise.withResolvers<void>()
  /** Messages that the host may still send. The first is that it is ready, or why it will not be. */
  #owed = 1

  /** Throws where there is no pipe: the process could not be started. */
  constructor(options: {
    readonly stream: unknown
    readonly heard: (message: Exclude<MessageToEdge, { type: 'pong' }>) => void
    readonly ended: (end: PipeEnd) => void
  }) {
    this.#pipe = openParentPipe(options.stream, {
      limitBytes: MAX_TOLD_BYTES,
      heard: ({ head }) => {
        const message = messageToEdge.parse(head)
        this.#owed -= 1
        if (this.#owed < 0) throw new Error('The host sent a message that nothing asked for.')
        if (message.type !== 'pong') options.heard(message)
        else for (const pong of this.#pings) pong()
      },
      ended: options.ended,
    })
  }

  /** From now on the host may send so many messages more. */
  expect(count: number): void {
    this.#owed += count
  }

  /** A host that cannot be told is about to exit, or hangs: both are dealt with where they are noticed. */
  tell(message: MessageToHost): void {
    if (this.#pipe.unreadBytes() < MAX_UNREAD_BYTES) this.#pipe.send(message)
  }

  /** Whether the host still gets to its messages: not when it is gone, nor while a loop holds it. */
  async isResponsive(timeoutMs: number): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>()
    const pong = () => answer.resolve(true)
    const timer = setTimeout(() => answer.resolve(false), timeoutMs)
    this.#pings.add(pong)
    void this.#gone.promise.then(() => answer.resolve(false))
    this.expect(1)
    this.tell({ type: 'ping' })
    const isResponsive = await answer.promise
    clearTimeout(timer)
    this.#pings.delete(pong)
    return isResponsive
  }

  /** The host is gone. */
  close(): void {
    this.#gone.resolve()
    this.#pipe.close()
  }
}
