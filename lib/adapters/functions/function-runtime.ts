import type { AnswerAsk } from '@/lib/adapters/functions/channel-server'
import { type HostUser, unprivilegedUser } from '@/lib/adapters/functions/confinement'
import { FunctionHost } from '@/lib/adapters/functions/function-host'
import { type CallOutcome, callHost } from '@/lib/adapters/functions/host-call'
import type { HostExit } from '@/lib/adapters/functions/host-exit'
import { type Bundle, type HostLimits, HostPool } from '@/lib/adapters/functions/host-pool'
import type { Site } from '@/lib/engine/deployment'
import type { FunctionCall, FunctionFailure, FunctionResponse, FunctionRuntime } from '@/lib/engine/ports'

export type FunctionRuntimeOptions = {
  /** Gives the absolute directory of a bundle of the site's deployment, complete. Rejects when it is not to be had. */
  readonly materialize: (site: Site, bundle: string) => Promise<string>
  /** Gives the variables of the site's project and environment. Rejects when they cannot be told: then nothing runs. */
  readonly variables?: (site: Site) => Promise<Readonly<Record<string, string>>>
  /** Absolute path of the bundled program that hosts run. */
  readonly hostScript: string
  /** Where hosts have their sockets; a long path gives way to the system's temporary directory. */
  readonly socketDirectory: string
  /** What every function finds in its environment, beneath what its deployment gives it. */
  readonly baseEnvironment?: Readonly<Record<string, string>>
  /** Whom hosts run as where that user can read the function. Absent: `nobody` if the edge is root, else its own user. */
  readonly user?: HostUser | null
  /** Answers what functions ask of their edge. Absent: they have nobody to ask, and no data cache. */
  readonly answer?: AnswerAsk
  readonly limits?: Partial<HostLimits>
  /** Monotonic milliseconds. */
  readonly nowMs?: () => number
  readonly onEvent?: (event: FunctionEvent) => void
}

/** What happens in function hosts, for counters and for the log. */
export type FunctionEvent = EventDetails & {
  readonly projectId: string
  readonly deploymentId: string
  readonly bundle: string
}

type EventDetails =
  | { readonly kind: 'started'; readonly pid: number | undefined; readonly ms: number; readonly isConfined: boolean }
  | {
      readonly kind: 'exited'
      readonly pid: number | undefined
      readonly reason: HostExit['reason']
      readonly message: string
    }
  | { readonly kind: 'call_ended'; readonly invocationId: string; readonly outcome: CallOutcome; readonly ms: number }
  /** Comes a moment after `call_ended` of a call that failed, with what its process printed meanwhile. */
  | {
      readonly kind: 'call_failed'
      readonly invocationId: string
      readonly url: string
      readonly status: number | null
      readonly outcome: CallOutcome
      readonly ms: number
      readonly output: readonly string[]
    }
  /** Comes after `call_ended`, for calls that gave `waitUntil` something; `ms` counts from the beginning of the call. */
  | {
      readonly kind: 'background_ended'
      readonly invocationId: string
      readonly ms: number
      readonly waited: number
      readonly rejected: number
    }
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly line: string }

type Emit = (call: FunctionCall, details: EventDetails) => void

/** How busy the function hosts of this edge are. */
export type FunctionStats = { readonly hosts: number; readonly openCalls: number }

export type HostedFunctions = FunctionRuntime & {
  /** Ends all hosts. Resolves when no process of theirs is left; calls from then on fail with `unavailable`. */
  stop(): Promise<void>
  stats(): FunctionStats
  /** Variables changed: see `HostPool.renew`. */
  renew: HostPool['renew']
  /** Whether a host of the deployment runs. */
  isRunning(deploymentId: string): boolean
  /** A deployment was deleted: see `HostPool.drain`. */
  drain: HostPool['drain']
  /**
   * Moves the wall clock of functions, in hosts that run and in those to come. For tests of the product. Resolves when
   * the hosts that run have it.
   */
  setClockOffset(offsetMs: number): Promise<void>
}

const DEFAULT_LIMITS: HostLimits = {
  hosts: 16,
  callsPerHost: 64,
  queue: 256,
  idleMs: 5 * 60_000,
  startTimeoutMs: 15_000,
  memoryCheckMs: 1_000,
}

/** Runs deployed functions in child processes, one for each bundle of a deployment. */
export function createFunctionRuntime(options: FunctionRuntimeOptions): HostedFunctions {
  const nowMs = options.nowMs ?? (() => performance.now())
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const emit = emitter(options.onEvent)
  let isStopped = false
  const pool = new HostPool({
    limits,
    nowMs,
    materialize: (call) => options.materialize(call.site, call.function.bundle),
    variables: async (call) => (await options.variables?.(call.site)) ?? {},
    host: (call) => ({
      function: call.function,
      site: call.site,
      answer: options.answer ?? null,
      hostScript: options.hostScript,
      socketDirectory: options.socketDirectory,
      baseEnvironment: options.baseEnvironment ?? {},
      user: options.user === undefined ? unprivilegedUser() : options.user,
      onOutput: (stream, line) => emit(call, { kind: 'output', stream, line }),
    }),
    onStarted: (call, host, ms) => {
      call.started?.()
      emit(call, { kind: 'started', pid: host.pid, ms, isConfined: host.user !== null })
    },
    onExited: (call, host, exit) => emit(call, { kind: 'exited', pid: host.pid, ...exit }),
  })

  return {
    invoke: async (call) => {
      if (isStopped) return refusal('unavailable', 'The edge is stopping.')
      const bundle = pool.bundleOf(call)
      const timeoutMs = call.function.maxDurationSeconds * 1_000
      if (await bundle.turns.take({ timeoutMs, signal: call.signal }))
        return invokeInTurn({ pool, bundle, call, nowMs, emit, answer: options.answer })
      if (call.signal?.aborted) return refusal('cancelled', 'The visitor left before the call.')
      return refusal('overloaded', 'Too many calls wait for this function.')
    },
    stop: async () => {
      isStopped = true
      await pool.stop()
    },
    stats: () => ({
      hosts: pool.hosts.size,
      openCalls: [...pool.hosts].reduce((sum, host) => sum + host.openCalls, 0),
    }),
    renew: (changed) => pool.renew(changed),
    isRunning: (deploymentId) => pool.isRunning(deploymentId),
    drain: (deploymentId) => pool.drain(deploymentId),
    setClockOffset: (offsetMs) => pool.setClockOffset(offsetMs),
  }
}

function emitter(onEvent: FunctionRuntimeOptions['onEvent']): Emit {
  return ({ site, function: { bundle } }, details) =>
    onEvent?.({ projectId: site.projectId, deploymentId: site.deployment.id, bundle, ...details })
}

/** Calls the bundle's host. The caller has a turn for it, which is given back when the answer is over. */
async function invokeInTurn(options: {
  readonly pool: HostPool
  readonly bundle: Bundle
  readonly call: FunctionCall
  readonly nowMs: () => number
  readonly emit: Emit
  readonly answer: AnswerAsk | undefined
}): Promise<FunctionResponse | FunctionFailure> {
  const { pool, bundle, call, nowMs, emit, answer } = options
  const { invocationId } = call
  const leave = () => {
    bundle.turns.release()
    pool.rest(bundle)
  }
  try {
    const host = await pool.hostOf(bundle, call)
    if (!(host instanceof FunctionHost)) {
      leave()
      return host
    }
    const { count } = host.output
    let status: number | null = null
    const result = await callHost({
      host,
      call,
      nowMs,
      countHanded: async (record, handed) => {
        const asker = { site: call.site, bundle: call.function.bundle, call: record }
        await answer?.(asker, { ask: 'count_handed', handed }, new Uint8Array())
      },
      onOver: (outcome, ms) => {
        leave()
        emit(call, { kind: 'call_ended', invocationId, outcome, ms })
        const failed = { kind: 'call_failed', invocationId, url: call.url, outcome, ms } as const
        // What a function prints comes by another way than its answer, and a little later.
        const tell = () =>
          hasFailed(outcome, status) && emit(call, { ...failed, status, output: host.output.since(count) })
        setTimeout(tell, OUTPUT_LAG_MS).unref()
      },
      onClosed: (background) => {
        pool.rest(bundle)
        if (background.waited > 0) emit(call, { kind: 'background_ended', invocationId, ...background })
      },
      onOverdue: () => void pool.retire(bundle, host),
    })
    if (result.kind === 'answered') status = result.status
    return result
  } catch (cause) {
    // A call that cannot even be written, with a header that HTTP does not know for instance.
    leave()
    throw cause
  }
}

/** How long the output of a call is waited for. */
const OUTPUT_LAG_MS = 200

function hasFailed(outcome: CallOutcome, status: number | null): boolean {
  return outcome === 'answered' ? status !== null && status >= 500 : outcome !== 'cancelled'
}

function refusal(reason: FunctionFailure['reason'], message: string): FunctionFailure {
  return { kind: 'failed', reason, message }
}
