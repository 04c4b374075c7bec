import type { FunctionHost, HostOptions } from '@/lib/adapters/functions/function-host'
import type { HostExit } from '@/lib/adapters/functions/host-exit'
import { startHost } from '@/lib/adapters/functions/start-host'
import { Turns } from '@/lib/adapters/functions/turns'
import type { Environment } from '@/lib/engine/deployment'
import type { FunctionCall, FunctionFailure } from '@/lib/engine/ports'

/** Bounds of all hosts of an edge together, and of each of them. */
export type HostLimits = {
  /** Child processes at a time. Where one more is needed, the idle one that was used longest ago is stopped. */
  readonly hosts: number
  /** Calls at a time in one host; further ones wait. */
  readonly callsPerHost: number
  /** Calls that may wait for one host, and hosts that may wait to be started. */
  readonly queue: number
  readonly idleMs: number
  readonly startTimeoutMs: number
  readonly memoryCheckMs: number
}

export type HostPoolOptions = {
  readonly limits: HostLimits
  readonly nowMs: () => number
  /** Gives the absolute directory of the call's bundle. Rejects when it is not to be had. */
  readonly materialize: (call: FunctionCall) => Promise<string>
  /** Gives the variables of the call's project and environment. Rejects when they cannot be told. */
  readonly variables: (call: FunctionCall) => Promise<Readonly<Record<string, string>>>
  readonly host: (
    call: FunctionCall,
  ) => Omit<HostOptions, 'directory' | 'variables' | 'clockOffsetMs' | 'startTimeoutMs' | 'memoryCheckMs'>
  readonly onStarted: (call: FunctionCall, host: FunctionHost, ms: number) => void
  readonly onExited: (call: FunctionCall, host: FunctionHost, exit: HostExit) => void
}

/** One bundle of one deployment in one environment: its host, if there is one, and who may call it. */
export type Bundle = {
  readonly key: string
  readonly projectId: string
  readonly deploymentId: string
  readonly environment: Environment
  /** What its host was started with does not hold any more: its calls end, and it leaves. */
  isOutdated: boolean
  readonly turns: Turns
  host: FunctionHost | undefined
  starting: Promise<FunctionHost | FunctionFailure> | undefined
  failedStarts: number
  retryAtMs: number
  usedAtMs: number
  idleTimer: NodeJS.Timeout | undefined
}

/** A host that does not get to its messages for so long is held by a loop. */
const RESPONSIVE_WITHIN_MS = 1_000

/** How long after this many failed starts in a row the next one is tried: at once after one, then ever later, to 30 s. */
function startBackOffMs(failedStarts: number): number {
  return failedStarts < 2 ? 0 : Math.min(30_000, 250 * 2 ** (failedStarts - 1))
}

/** Keeps at most one usable host per bundle, started on demand and stopped when idle, within the limits. */
export class HostPool {
  readonly #options: HostPoolOptions
  readonly #bundles = new Map<string, Bundle>()
  readonly #outdated = new Set<Bundle>()
  readonly #hosts = new Set<FunctionHost>()
  readonly #leaving = new Set<FunctionHost>()
  readonly #places: Turns
  #clockOffsetMs = 0
  #isStopping = false

  constructor(options: HostPoolOptions) {
    this.#options = options
    this.#places = new Turns({ limit: options.limits.hosts, queueLimit: options.limits.queue })
  }

  /** Hosts that run, those on their way out included. */
  get hosts(): ReadonlySet<FunctionHost> {
    return this.#hosts
  }

  bundleOf(call: FunctionCall): Bundle {
    const { projectId, environment, deployment } = call.site
    // A host speaks for its environment, so none is shared between two.
    const key = JSON.stringify([deployment.id, environment, call.function.bundle])
    const known = this.#bundles.get(key)
    if (known !== undefined) return known
    const { callsPerHost, queue } = this.#options.limits
    const bundle: Bundle = {
      key,
      projectId,
      deploymentId: deployment.id,
      environment,
      isOutdated: false,
      turns: new Turns({ limit: callsPerHost, queueLimit: queue }),
      host: undefined,
      starting: undefined,
      failedStarts: 0,
      retryAtMs: 0,
      usedAtMs: 0,
      idleTimer: undefined,
    }
    this.#bundles.set(key, bundle)
    return bundle
  }

  /** The bundle's host, started if need be. The caller holds one of the bundle's turns. */
  async hostOf(bundle: Bundle, call: FunctionCall): Promise<FunctionHost | FunctionFailure> {
    clearTimeout(bundle.idleTimer)
    bundle.usedAtMs = this.#options.nowMs()
    if (bundle.host !== undefined && bundle.host.exit === undefined) return bundle.host
    bundle.starting ??= this.#start(bundle, call).finally(() => {
      bundle.starting = undefined
    })
    return bundle.starting
  }

  /** A call left the bundle, or ended what it did in the background. */
  rest(bundle: Bundle): void {
    if (!isIdle(bundle)) return
    if (bundle.isOutdated) {
      this.#leave(bundle)
      return
    }
    if (bundle.host === undefined) {
      const isOfNoUse = bundle.failedStarts === 0 && bundle.starting === undefined
      if (isOfNoUse && this.#bundles.get(bundle.key) === bundle) this.#bundles.delete(bundle.key)
      return
    }
    clearTimeout(bundle.idleTimer)
    bundle.idleTimer = setTimeout(() => this.#stopIdle(bundle, 'idle'), this.#options.limits.idleMs).unref()
    this.#makeRoom()
  }

  /** No more calls go to this host: it hangs. It ends at once if a loop holds it, else after its last call. */
  async retire(bundle: Bundle, host: FunctionHost): Promise<void> {
    if (bundle.host === host) bundle.host = undefined
    if (await host.isResponsive(RESPONSIVE_WITHIN_MS)) await host.drained()
    host.kill('timeout')
  }

  /**
   * The variables of an environment changed, or (`null`) of both; without a project, everybody's may have. Calls from now on
   * start a host anew; those that are under way, or wait, end in the host that they came to.
   */
  renew(changed: { readonly projectId: string; readonly environment: Environment | null } | null): void {
    for (const bundle of this.#bundles.values()) {
      const isOf = changed === null || changed.projectId === bundle.projectId
      if (isOf && (changed?.environment ?? bundle.environment) === bundle.environment) this.#outdate(bundle)
    }
  }

  /** A deployment was deleted: its hosts end, each with its last call. */
  drain(deploymentId: string): void {
    for (const bundle of this.#bundles.values()) if (bundle.deploymentId === deploymentId) this.#outdate(bundle)
  }

  /** Whether a host of the deployment runs, or is being started. One on its way out is not asked for files any more. */
  isRunning(deploymentId: string): boolean {
    const bundles = [...this.#bundles.values(), ...this.#outdated]
    return bundles.some(
      (bundle) => bundle.deploymentId === deploymentId && (bundle.host ?? bundle.starting) !== undefined,
    )
  }

  async setClockOffset(offsetMs: number): Promise<void> {
    this.#clockOffsetMs = offsetMs
    for (const host of this.#hosts) host.tell({ type: 'clock', offsetMs })
    // Messages keep their order, calls take another way: who answers this one has read the last.
    await Promise.all([...this.#hosts].map((host) => host.isResponsive(RESPONSIVE_WITHIN_MS)))
  }

  /** Stops all hosts, whatever they do. Resolves when no process is left. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#places.refuseWaiting()
    const bundles = [...this.#bundles.values(), ...this.#outdated]
    for (const bundle of bundles) {
      clearTimeout(bundle.idleTimer)
      bundle.turns.refuseWaiting()
    }
    await Promise.all(bundles.map((bundle) => bundle.starting))
    await Promise.all([...this.#hosts].map((host) => host.stop('stopped')))
  }

  async #start(bundle: Bundle, call: FunctionCall): Promise<FunctionHost | FunctionFailure> {
    const { limits, nowMs } = this.#options
    const waitMs = Math.ceil(bundle.retryAtMs - nowMs())
    if (waitMs > 0) return failure('unavailable', `The function did not start; the next try is in ${waitMs} ms.`)
    const place = this.#places.take({ timeoutMs: call.function.maxDurationSeconds * 1_000 })
    this.#makeRoom()
    if (!(await place)) {
      return failure('overloaded', `All ${limits.hosts} function hosts are busy.`)
    }
    try {
      return await this.#startInPlace(bundle, call)
    } catch (cause) {
      this.#places.release()
      const why = cause instanceof Error ? cause.message : String(cause)
      return failure('unavailable', `The function cannot be started: ${why}`)
    }
  }

  async #startInPlace(bundle: Bundle, call: FunctionCall): Promise<FunctionHost | FunctionFailure> {
    const { limits, nowMs } = this.#options
    const [directory, variables] = await Promise.all([this.#options.materialize(call), this.#options.variables(call)])
    if (this.#isStopping) throw new Error('The edge is stopping.')
    const begunAtMs = nowMs()
    const host = await startHost({
      ...this.#options.host(call),
      directory,
      variables,
      clockOffsetMs: this.#clockOffsetMs,
      startTimeoutMs: limits.startTimeoutMs,
      memoryCheckMs: limits.memoryCheckMs,
    })
    this.#hosts.add(host)
    void host.exited.then((exit) => this.#forget(bundle, call, host, exit))
    const started = await host.started
    if (started !== 'ready') {
      bundle.failedStarts += 1
      bundle.retryAtMs = nowMs() + startBackOffMs(bundle.failedStarts)
      // Not being loadable is told by the function itself, and trying again at once would not help.
      const reason = started.failure === 'failed' ? 'unavailable' : started.failure
      return failure(reason, started.message)
    }
    bundle.failedStarts = 0
    // It may have ended between its word and this moment.
    if (host.exit !== undefined) return failure('crashed', host.exit.message)
    // The clock may have been moved while it was loading.
    if (this.#clockOffsetMs !== 0) host.tell({ type: 'clock', offsetMs: this.#clockOffsetMs })
    bundle.host = host
    this.#options.onStarted(call, host, nowMs() - begunAtMs)
    return host
  }

  #forget(bundle: Bundle, call: FunctionCall, host: FunctionHost, exit: HostExit): void {
    this.#hosts.delete(host)
    this.#leaving.delete(host)
    if (bundle.host === host) {
      bundle.host = undefined
      clearTimeout(bundle.idleTimer)
    }
    this.#places.release()
    this.#options.onExited(call, host, exit)
    this.rest(bundle)
  }

  /** Where somebody waits whom no leaving host makes room for, the idle host used longest ago leaves. */
  #makeRoom(): void {
    if (this.#places.waiting <= this.#leaving.size) return
    const idle = [...this.#bundles.values()].filter((bundle) => bundle.host !== undefined && isIdle(bundle))
    const oldest = idle.sort((one, other) => one.usedAtMs - other.usedAtMs)[0]
    if (oldest !== undefined) this.#stopIdle(oldest, 'evicted')
  }

  /** Calls from now on go to another host; those that are under way, or wait, end in the one that they came to. */
  #outdate(bundle: Bundle): void {
    bundle.isOutdated = true
    this.#bundles.delete(bundle.key)
    this.#outdated.add(bundle)
    if (isIdle(bundle)) this.#leave(bundle)
  }

  /** An outdated bundle is idle: its last call is over, or none began. */
  #leave(bundle: Bundle): void {
    if (bundle.starting !== undefined) return
    this.#outdated.delete(bundle)
    this.#stopIdle(bundle, 'outdated')
  }

  #stopIdle(bundle: Bundle, reason: 'idle' | 'evicted' | 'outdated'): void {
    const { host } = bundle
    clearTimeout(bundle.idleTimer)
    if (host === undefined || !isIdle(bundle)) return
    bundle.host = undefined
    this.#leaving.add(host)
    void host.stop(reason)
  }
}

function isIdle(bundle: Bundle): boolean {
  return bundle.turns.taken === 0 && (bundle.host?.openCalls ?? 0) === 0
}

function failure(reason: FunctionFailure['reason'], message: string): FunctionFailure {
  return { kind: 'failed', reason, message }
}
