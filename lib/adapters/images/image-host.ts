import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { canReach, hostEnvironment, unprivilegedUser } from '@/lib/adapters/functions/confinement'
import { type MessagePipe, openParentPipe } from '@/lib/adapters/functions/message-pipe'
import { readResidentMb } from '@/lib/adapters/functions/resident-memory'
import {
  MAX_IMAGE_MESSAGE_BYTES,
  type MessageFromImageHost,
  type MessageToImageHost,
  messageFromImageHost,
} from '@/lib/adapters/images/protocol'
import type { ImageFailure, ImageJob, OptimizedImage } from '@/lib/engine/images/optimizer'

export type ImageHostLimits = {
  /** How long one image may take, the start of the process included. */
  readonly timeoutMs: number
  /** What the process may hold. */
  readonly memoryMb: number
  readonly memoryCheckMs: number
}

/** Starts a host. Rejects when there is no process to start, or nothing that could read images. */
export async function startImageHost(hostScript: string, limits: ImageHostLimits): Promise<ImageHost> {
  const library = createRequire(hostScript).resolve('sharp')
  const user = unprivilegedUser()
  const needed = { files: [process.execPath, hostScript, library], directories: [dirname(library)] }
  const isConfined = user !== null && (await canReach(user, needed))
  const child = spawn(process.execPath, ['--max-old-space-size=256', hostScript], {
    cwd: '/',
    env: hostEnvironment({ base: {}, own: {}, home: tmpdir() }),
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    ...(isConfined ? user : {}),
  })
  // Node tells why by an event that comes later, and gives such a process no pipe.
  if (child.pid === undefined) throw (await once(child, 'error'))[0]
  return new ImageHost(child, limits)
}

type Outcome = OptimizedImage | ImageFailure

/** One child process that makes one image at a time smaller. */
export class ImageHost {
  readonly #child: ChildProcess
  readonly #pipe: MessagePipe
  readonly #limits: ImageHostLimits
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>
  isAlive = true
  #answer: ((outcome: Outcome) => void) | undefined

  constructor(child: ChildProcess, limits: ImageHostLimits) {
    this.#child = child
    this.#limits = limits
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    const end = () => {
      this.isAlive = false
      resolve()
    }
    child.once('exit', end)
    // More than once: also a signal that does not reach the process is told so.
    child.on('error', end)
    this.#pipe = openParentPipe(child.stdio[3], {
      limitBytes: MAX_IMAGE_MESSAGE_BYTES,
      heard: ({ head, bytes }) => this.#hear(messageFromImageHost.parse(head), bytes),
      // What works on images reads foreign bytes: whoever makes it say something else has it for himself alone.
      ended: () => this.stop(),
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** An image that takes too long or too much memory ends the process, and with it nothing else. */
  async optimize(job: ImageJob): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const fail = (reason: ImageFailure['reason'], message: string) => resolve({ kind: 'failed', reason, message })
    this.#answer = resolve
    const { timeoutMs, memoryMb, memoryCheckMs } = this.#limits
    const timer = setTimeout(() => {
      this.stop()
      fail('too_slow', `The image took longer than ${timeoutMs / 1_000} s.`)
    }, timeoutMs)
    const check = setInterval(async () => {
      if ((await readResidentMb(this.#child.pid ?? 0)) <= memoryMb) return
      this.stop()
      fail('too_large', `The image took more than ${memoryMb} MB of memory.`)
    }, memoryCheckMs)
    void this.ended.then(() => fail('crashed', 'The process that works on images ended.'))
    const { bytes, width, quality, type } = job
    const message: MessageToImageHost = { width, quality, type }
    this.#pipe.send(message, bytes)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      clearInterval(check)
    }
  }

  /** Throws when there is nothing to answer. */
  #hear(message: MessageFromImageHost, bytes: Uint8Array): void {
    if (this.#answer === undefined) throw new Error('The image host answered without being asked.')
    this.#answer(message.kind === 'optimized' ? { kind: 'optimized', bytes } : message)
    this.#answer = undefined
  }

  stop(): void {
    this.isAlive = false
    this.#child.kill('SIGKILL')
  }
}
