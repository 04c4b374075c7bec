import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { Agent } from 'node:http'
import type { AnswerAsk, ChannelServer } from '@/lib/adapters/functions/channel-server'
import { type HostPlace, type HostUser, takeSocket } from '@/lib/adapters/functions/confinement'
import { describeExit, explainExit, type HostExit, type StopReason } from '@/lib/adapters/functions/host-exit'
import { HostLine } from '@/lib/adapters/functions/host-line'
import { HostSpending, type Spending } from '@/lib/adapters/functions/host-spending'
import type { PipeEnd } from '@/lib/adapters/functions/message-pipe'
import type { ChannelPlace, MessageToEdge, MessageToHost, PartLabel } from '@/lib/adapters/functions/protocol'
import { RecentOutput } from '@/lib/adapters/functions/recent-output'
import { readResidentMb } from '@/lib/adapters/functions/resident-memory'
import { endStragglers } from '@/lib/adapters/functions/stragglers'
import type { CallRecord } from '@/lib/engine/calls/call-record'
import type { FunctionRef, Site } from '@/lib/engine/deployment'
import type { HandedValue } from '@/lib/engine/values/value-cache'

export type HostOptions = {
  readonly function: FunctionRef
  /** Whose function it is: project, environment and deployment that the host may speak for. */
  readonly site: Site
  /** Answers what it asks; `null` where there is nothing to be asked for. */
  readonly answer: AnswerAsk | null
  /** Absolute path of the materialised bundle. */
  readonly directory: string
  readonly hostScript: string
  readonly socketDirectory: string
  readonly baseEnvironment: Readonly<Record<string, string>>
  /** What the operators of the project gave its functions. */
  readonly variables: Readonly<Record<string, string>>
  /** Whom the host runs as, where that user can read the function; `null` is the edge's own user. */
  readonly user: HostUser | null
  readonly clockOffsetMs: number
  /** How long loading the function may take. */
  readonly startTimeoutMs: number
  /** How often it is seen to that the process keeps within its memory. */
  readonly memoryCheckMs: number
  readonly onOutput: (stream: 'stdout' | 'stderr', line: string) => void
}

/** What a host tells of an answer that is out. */
export type EndedAnswer = {
  readonly tags: readonly string[]
  readonly parts: readonly PartLabel[]
  readonly handed: readonly HandedValue[]
}

/** Who wants to know what a host tells of one call. */
export type CallListener = {
  readonly record: CallRecord
  readonly ended: (answer: EndedAnswer) => void
  readonly settled: (outcome: { readonly waited: number; readonly rejected: number; readonly cpuUs: number }) => void
  /** The host ended. */
  readonly lost: () => void
}

type StartOutcome = 'ready' | { readonly failure: 'failed' | 'crashed' | 'timeout'; readonly message: string }

/** How long a host may take to leave by itself when it is asked to. */
const STOP_GRACE_MS = 500

/** What a process may take beside the memory of its function: node itself, compiled code, garbage not collected yet. */
const RUNTIME_MB = 256

/** One running child process that hosts one function bundle. */
export class FunctionHost {
  readonly socketPath: string
  readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })
  readonly user: HostUser | null
  readonly output = new RecentOutput()
  /** Resolves when the function is loaded, or cannot be. */
  readonly started: Promise<StartOutcome>
  /** Resolves when the process and its directory are gone. */
  readonly exited: Promise<HostExit>

  readonly #child: ChildProcess
  readonly #line: HostLine
  readonly #options: HostOptions
  readonly #place: HostPlace
  readonly #start = Promise.withResolvers<StartOutcome>()
  readonly #exit = Promise.withResolvers<HostExit>()
  readonly #listeners = new Map<string, CallListener>()
  /** Calls of which more is to come than what they do behind their answer. */
  readonly #answering = new Map<string, CallRecord>()
  #drained: PromiseWithResolvers<void> | undefined
  #isReady = false
  #exitSeen: HostExit | undefined
  #stopReason: StopReason | undefined
  readonly #spending: HostSpending
  #callNumber = 0
  #memoryWatch: NodeJS.Timeout | undefined

  constructor(parts: {
    readonly options: HostOptions
    readonly child: ChildProcess
    readonly place: HostPlace
    readonly user: HostUser | null
    readonly channel: ChannelServer | null
  }) {
    this.#child = parts.child
    this.#options = parts.options
    this.#spending = new HostSpending(parts.options.function.memoryMb)
    this.#place = parts.place
    this.socketPath = parts.place.socketPath
    this.user = parts.user
    this.started = this.#start.promise
    this.exited = this.#exit.promise.then(async (exit) => {
      await endStragglers(parts.place.home)
      // What cannot be removed is a stray directory among temporary files, and no reason to fail.
      await rm(parts.place.path, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined)
      return exit
    })
    this.#line = new HostLine({
      stream: parts.child.stdio[3],
      heard: (message) => this.#hear(message),
      ended: (end) => this.#loseLine(end),
    })
    this.#watch()
    const { runtime, role, environment } = parts.options.function
    this.tell({
      type: 'start',
      directory: parts.options.directory,
      runtime,
      role,
      environment: { ...environment, ...parts.options.variables },
      place: parts.place.path,
      socketPath: parts.place.listenPath,
      clockOffsetMs: parts.options.clockOffsetMs,
      channel: this.#openChannel(parts.channel),
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** How the process ended; `undefined` while it runs. */
  get exit(): HostExit | undefined {
    return this.#exitSeen
  }

  /** Calls that are not over, or whose `waitUntil` is not. */
  get openCalls(): number {
    return this.#listeners.size
  }

  /** Names a new call and listens to what the host tells of it, until `closeCall`. */
  openCall(listener: CallListener): string {
    this.#callNumber += 1
    // That its answer has ended, and that nothing of it goes on.
    this.#line.expect(2)
    const id = String(this.#callNumber)
    for (const record of this.#answering.values()) record.runsBeside(listener.record)
    this.#answering.set(id, listener.record)
    this.#listeners.set(id, listener)
    return id
  }

  /** A call begins: what is returned ends it, and gives its share of the memory that the function may use, and of CPU time. */
  beginLifetime(): () => Spending {
    return this.#spending.open()
  }

  closeCall(id: string): void {
    this.#answering.delete(id)
    this.#listeners.delete(id)
    if (this.#listeners.size === 0) this.#drained?.resolve()
  }

  /** Resolves when no call is open. */
  async drained(): Promise<void> {
    if (this.#listeners.size === 0) return
    this.#drained ??= Promise.withResolvers()
    await this.#drained.promise
  }

  tell(message: MessageToHost): void {
    this.#line.tell(message)
  }

  /** See `HostLine.isResponsive`. */
  isResponsive(timeoutMs: number): Promise<boolean> {
    return this.#line.isResponsive(timeoutMs)
  }

  /** Asks the host to leave and makes it leave half a second later. Resolves when it is gone. */
  async stop(reason: StopReason): Promise<HostExit> {
    this.#stopReason ??= reason
    this.#signal('SIGTERM')
    const timer = setTimeout(() => this.#signal('SIGKILL'), STOP_GRACE_MS)
    const exit = await this.exited
    clearTimeout(timer)
    return exit
  }

  kill(reason: StopReason): void {
    this.#stopReason ??= reason
    this.#spending.look(this.pid)
    this.#signal('SIGKILL')
  }

  #openChannel(channel: ChannelServer | null): ChannelPlace | null {
    if (channel === null) return null
    const { site } = this.#options
    const { bundle } = this.#options.function
    channel.speakFor((call) => ({
      site,
      bundle,
      call: this.#listeners.get(call ?? '')?.record,
    }))
    void this.#exit.promise.then(() => channel.close())
    return { socketPath: channel.path, token: channel.token }
  }

  #watch(): void {
    const child = this.#child
    const timer = setTimeout(() => {
      this.#start.resolve({ failure: 'timeout', message: 'The function took too long to load.' })
      this.kill('timeout')
    }, this.#options.startTimeoutMs)
    void this.started.then(() => clearTimeout(timer))
    child.on('error', (cause) => this.#end(`The function host could not be started: ${cause.message}`))
    child.once('exit', (code, signal) => this.#end(describeExit(code, signal, this.#options.function.memoryMb)))
    this.#memoryWatch = setInterval(() => void this.#checkMemory(), this.#options.memoryCheckMs).unref()
    this.output.hear(child, this.#options.onOutput)
  }

  /** The limit of the heap leaves out what buffers take: that is seen from outside only, and only where `/proc` is. */
  async #checkMemory(): Promise<void> {
    if (this.pid === undefined) return
    this.#spending.look(this.pid)
    const residentMb = await readResidentMb(this.pid)
    if (residentMb > this.#options.function.memoryMb + RUNTIME_MB) this.kill('memory')
  }

  /** A host that ends by itself closes its line first: only one that goes on without it has meddled. */
  #loseLine(end: PipeEnd): void {
    this.#spending.look(this.pid)
    if (end === 'meddled') this.kill('meddled')
    // On a busy edge the timer may be heard before the end that came before it.
    else setTimeout(() => setImmediate(() => this.#exitSeen ?? this.kill('meddled')), STOP_GRACE_MS).unref()
  }

  #hear(message: Exclude<MessageToEdge, { type: 'pong' }>): void {
    switch (message.type) {
      case 'ready':
        void this.#begin()
        return
      case 'failed':
        this.#start.resolve({ failure: 'failed', message: message.message })
        return
      case 'ended':
        this.#answering.delete(message.call)
        this.#listeners.get(message.call)?.ended(message)
        return
      case 'settled':
        this.#listeners.get(message.call)?.settled(message)
    }
  }

  /** The function is loaded, and the host listens. */
  async #begin(): Promise<void> {
    try {
      await takeSocket(this.#place, this.user)
    } catch {
      this.kill('meddled')
      return
    }
    // What loading took is no call's.
    this.#spending.look(this.pid)
    this.#isReady = true
    this.#start.resolve('ready')
  }

  #end(message: string): void {
    if (this.#exitSeen !== undefined) return
    this.#start.resolve({ failure: 'crashed', message })
    this.#signal('SIGKILL')
    this.#line.close()
    this.agent.destroy()
    clearInterval(this.#memoryWatch)
    this.#exitSeen = explainExit({
      reason: this.#stopReason ?? (this.#isReady ? 'crashed' : 'start_failed'),
      message,
      memoryMb: this.#options.function.memoryMb,
    })
    for (const listener of this.#listeners.values()) listener.lost()
    this.#exit.resolve(this.#exitSeen)
  }

  /** To the whole group: also after the host's own end, for what it started. */
  #signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return
    try {
      process.kill(-this.pid, signal)
    } catch {
      // Nobody is left in the group, which is what was wanted.
    }
  }
}
