import { createHash } from 'node:crypto'
import { Turns } from '@/lib/adapters/functions/turns'
import { type ImageHost, type ImageHostLimits, startImageHost } from '@/lib/adapters/images/image-host'
import type { ImageFailure, ImageJob, ImageOptimizer, OptimizedImage } from '@/lib/engine/images/optimizer'

export type ImageOptimizerOptions = {
  /** Absolute path of the bundled program that hosts run. */
  readonly hostScript: string
  readonly limits?: Partial<ImageOptimizerLimits>
  readonly onEvent?: (message: string) => void
}

export type ImageOptimizerLimits = ImageHostLimits & {
  /** Processes, hence images at once. */
  readonly hosts: number
  /** Images that wait; more are refused. */
  readonly queue: number
  readonly queueMs: number
  /** How long a process without work is kept. */
  readonly idleMs: number
  /** How long a file that ended its process is refused in any size: asked for again and again it would keep out the others. */
  readonly refuseMs: number
}

const DEFAULT_LIMITS: ImageOptimizerLimits = {
  hosts: 2,
  queue: 64,
  queueMs: 15_000,
  idleMs: 60_000,
  refuseMs: 60_000,
  timeoutMs: 10_000,
  memoryMb: 1_024,
  memoryCheckMs: 250,
}

export type HostedImages = ImageOptimizer & {
  /** Ends all processes. Resolves when none is left; jobs from then on fail. */
  stop(): Promise<void>
  readonly pids: () => readonly number[]
}

/** Works on images by the package sharp, in child processes of few rights that are started when one is needed. */
export function createImageOptimizer(options: ImageOptimizerOptions): HostedImages {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const turns = new Turns({ limit: limits.hosts, queueLimit: limits.queue })
  const idle: ImageHost[] = []
  const hosts = new Set<ImageHost>()
  const refused = new Refusals(limits.refuseMs)
  let isStopped = false

  async function hostOf(): Promise<ImageHost> {
    for (let host = idle.pop(); host !== undefined; host = idle.pop()) if (host.isAlive) return host
    const host = await startImageHost(options.hostScript, limits)
    hosts.add(host)
    void host.ended.then(() => hosts.delete(host))
    return host
  }

  function rest(host: ImageHost): void {
    if (!host.isAlive) return
    if (isStopped) {
      host.stop()
      return
    }
    idle.push(host)
    setTimeout(() => {
      const at = idle.indexOf(host)
      if (at < 0 || turns.waiting > 0) return
      idle.splice(at, 1)
      host.stop()
    }, limits.idleMs).unref()
  }

  async function inTurn(job: ImageJob): Promise<OptimizedImage | ImageFailure> {
    try {
      const host = await hostOf()
      const result = await host.optimize(job)
      rest(host)
      if (result.kind === 'failed' && !host.isAlive) refused.add(job.bytes, result)
      return result
    } catch (error) {
      options.onEvent?.(error instanceof Error ? error.message : String(error))
      return refusal('unavailable', 'Images cannot be worked on by this machine: the package sharp is not installed.')
    } finally {
      turns.release()
    }
  }

  return {
    async optimize(job) {
      if (isStopped) return refusal('overloaded', 'The edge is stopping.')
      const known = refused.get(job.bytes)
      if (known !== undefined) return known
      const hasTurn = await turns.take({ timeoutMs: limits.queueMs })
      return hasTurn ? inTurn(job) : refusal('overloaded', 'Too many images wait to be made smaller.')
    },
    async stop() {
      isStopped = true
      turns.refuseWaiting()
      const ending = [...hosts].map(({ ended }) => ended)
      for (const host of hosts) host.stop()
      await Promise.all(ending)
    },
    pids: () => [...hosts].flatMap(({ pid }) => pid ?? []),
  }
}

/** Files that are remembered; beyond it the oldest goes. */
const REFUSAL_LIMIT = 1_000
/** Bytes at both ends of a file by which it is known again: to hash all of a large one would hold the edge. */
const END_BYTES = 64 * 1024

/** Files that ended the process which worked on them, and why, for a while. */
class Refusals {
  readonly #keptMs: number
  readonly #known = new Map<string, { readonly failure: ImageFailure; readonly untilMs: number }>()

  constructor(keptMs: number) {
    this.#keptMs = keptMs
  }

  get(bytes: Uint8Array): ImageFailure | undefined {
    if (this.#known.size === 0) return undefined
    const found = this.#known.get(fingerprint(bytes))
    return found !== undefined && performance.now() < found.untilMs ? found.failure : undefined
  }

  add(bytes: Uint8Array, failure: ImageFailure): void {
    const name = fingerprint(bytes)
    this.#known.delete(name)
    this.#known.set(name, { failure, untilMs: performance.now() + this.#keptMs })
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REFUSAL_LIMIT) break
      this.#known.delete(oldest)
    }
  }
}

function fingerprint(bytes: Uint8Array): string {
  const ends = [bytes.subarray(0, END_BYTES), bytes.subarray(-END_BYTES)]
  const hash = createHash('sha256').update(String(bytes.byteLength))
  for (const end of ends) hash.update(end)
  return hash.digest('hex')
}

function refusal(reason: ImageFailure['reason'], message: string): ImageFailure {
  return { kind: 'failed', reason, message }
}
