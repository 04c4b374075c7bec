import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

/** A process that is started again whenever it ends, until it is stopped. */
export type Supervised = {
  /** Resolves when it first said that it is ready; rejects when it ended before. */
  readonly ready: Promise<void>
  /** Lets it drain for 10 s, then ends it and everything it started. Resolves once it is gone. */
  stop(): Promise<void>
}

export type Program = {
  /** Name for the operator, such as `edge`. */
  readonly name: string
  /** Arguments of this very Node: options, then the script. */
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly log: (line: string) => void
}

const DRAIN_MS = 10_000
const FIRST_BACKOFF_MS = 1_000
const LONGEST_BACKOFF_MS = 30_000
/** A process that lived this long had started well: the next failure is a new one. */
const PROVEN_MS = 60_000

const readySchema = z.object({ type: z.literal('ready') })

/**
 * Runs a program that sends `{ type: 'ready' }` over IPC once it serves, drains on SIGTERM, and ends by itself when the
 * IPC channel closes, which is how it learns that we were killed. Each wait before a new start is twice the last: 1 s to 30 s.
 */
export function supervise(program: Program): Supervised {
  const ready = Promise.withResolvers<void>()
  const stopping = new AbortController()
  let current: ChildProcess | undefined

  async function keepRunning(): Promise<void> {
    let backoffMs = FIRST_BACKOFF_MS
    for (let isFirst = true; !stopping.signal.aborted; isFirst = false) {
      const beganMs = performance.now()
      current = start(program)
      const wasReady = whenReady(current).then((isReady) => {
        if (isReady) ready.resolve()
        if (isReady && !isFirst) program.log(`${program.name} is back`)
        return isReady
      })
      const ending = await whenGone(current)
      if (stopping.signal.aborted) break
      if (!(await wasReady) && isFirst) throw new Error(`The ${program.name} did not start: it ended with ${ending}.`)
      if (performance.now() - beganMs > PROVEN_MS) backoffMs = FIRST_BACKOFF_MS
      program.log(`${program.name} ended with ${ending}; starting it again in ${backoffMs / 1000} s`)
      await delay(backoffMs, undefined, { signal: stopping.signal }).catch(() => {})
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)
    }
  }

  const finished = keepRunning().catch((error: unknown) => ready.reject(error))
  // A stop during the start makes nobody wait for it any more.
  stopping.signal.addEventListener('abort', () => ready.reject(new Error(`The ${program.name} was stopped.`)))
  ready.promise.catch(() => {})

  const stop = async () => {
    stopping.abort()
    if (current) await drain(current)
    await finished
  }
  return { ready: ready.promise, stop }
}

function start({ args, env }: Program): ChildProcess {
  return spawn(process.execPath, args, {
    env,
    // A process group of its own: Ctrl-C reaches us alone, and we end it in order.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

function whenReady(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (readySchema.safeParse(message).success) resolve(true)
    })
    child.once('exit', () => resolve(false))
    child.once('error', () => resolve(false))
  })
}

/** Resolves with its exit status, or the signal, once it is gone; then ends what it may have left behind in its group. */
function whenGone(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (status, signal) => {
      signalGroup(child, 'SIGKILL')
      resolve(signal ?? `status ${status}`)
    })
  })
}

async function drain(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = whenGone(child)
  child.kill('SIGTERM')
  const late = setTimeout(() => signalGroup(child, 'SIGKILL'), DRAIN_MS)
  await gone
  clearTimeout(late)
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, name)
  } catch (error) {
    // ESRCH: nobody is left in it, which is what we want.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
