import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { canReach, hostEnvironment, unprivilegedUser } from '@/lib/adapters/functions/confinement'
import { readResidentMb } from '@/lib/adapters/functions/resident-memory'
import { messageFromImageHost } from '@/lib/adapters/images/protocol'
import type { ImageFailure, ImageJob, OptimizedImage } from '@/lib/engine/ports'

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
  const child = fork(hostScript, [], {
    cwd: '/',
    env: hostEnvironment({ base: {}, own: {}, home: tmpdir() }),
    execArgv: ['--max-old-space-size=256'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    ...(isConfined ? user : {}),
  })
  return new ImageHost(child, limits)
}

/** One child process that makes one image at a time smaller. */
export class ImageHost {
  readonly #child: ChildProcess
  readonly #limits: ImageHostLimits
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>
  isAlive = true

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
    child.once('error', end)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** An image that takes too long or too much memory ends the process, and with it nothing else. */
  async optimize(job: ImageJob): Promise<OptimizedImage | ImageFailure> {
    const { promise, resolve } = Promise.withResolvers<OptimizedImage | ImageFailure>()
    const fail = (reason: ImageFailure['reason'], message: string) => resolve({ kind: 'failed', reason, message })
    const onMessage = (received: unknown) => {
      const { data: answer } = messageFromImageHost.safeParse(received)
      if (answer === undefined) fail('crashed', 'The image host answered something else.')
      else resolve(answer)
    }
    this.#child.on('message', onMessage)
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
    this.#child.send(job, (error) => {
      if (error !== null) fail('crashed', 'The process that works on images cannot be reached.')
    })
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      clearInterval(check)
      this.#child.off('message', onMessage)
    }
  }

  stop(): void {
    this.isAlive = false
    this.#child.kill('SIGKILL')
  }
}
