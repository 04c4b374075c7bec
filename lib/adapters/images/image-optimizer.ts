import { Turns } from '@/lib/adapters/functions/turns'
import { type ImageHost, type ImageHostLimits, startImageHost } from '@/lib/adapters/images/image-host'
import type { ImageFailure, ImageJob, ImageOptimizer, OptimizedImage } from '@/lib/engine/ports'

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
}

const DEFAULT_LIMITS: ImageOptimizerLimits = {
  hosts: 2,
  queue: 64,
  queueMs: 15_000,
  idleMs: 60_000,
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

function refusal(reason: ImageFailure['reason'], message: string): ImageFailure {
  return { kind: 'failed', reason, message }
}
