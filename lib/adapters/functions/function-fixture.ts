import { type ChildProcess, fork } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encodeFrame } from '@/lib/adapters/functions/channel-frame'
import { lengthOf } from '@/lib/adapters/functions/frame-reader'
import {
  createFunctionRuntime,
  type FunctionEvent,
  type FunctionRuntimeOptions,
  type HostedFunctions,
} from '@/lib/adapters/functions/function-runtime'
import type { EdgeRuntime, FunctionRef, NodeRuntime, Site } from '@/lib/engine/deployment'
import type { FunctionCall, FunctionFailure, FunctionResponse } from '@/lib/engine/ports'

/** A runtime over functions that a test wrote, and what happened in it. Disposing it stops and removes everything. */
export type FunctionFixture = AsyncDisposable & {
  readonly runtime: HostedFunctions
  readonly events: readonly FunctionEvent[]
  readonly directory: string
  /** Resolves with the next event, or an earlier one, of this kind that fits. */
  event<Kind extends FunctionEvent['kind']>(
    kind: Kind,
    fits?: (event: Extract<FunctionEvent, { kind: Kind }>) => boolean,
  ): Promise<Extract<FunctionEvent, { kind: Kind }>>
  invoke(call?: CallOptions): Promise<FunctionResponse | FunctionFailure>
  /** The answer, read to its end. Throws when there was none. */
  fetch(call?: CallOptions): Promise<Answer>
}

export type CallOptions = Partial<Omit<FunctionCall, 'function' | 'site'>> & {
  readonly bundle?: string
  readonly deploymentId?: string
  readonly function?: Partial<FunctionRef>
}

export type Answer = {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly text: string
  readonly tags: readonly string[]
}

export const HOST_SCRIPT = join(import.meta.dirname, '../../../dist/function-host.mjs')

/** Writes `files` (path within a bundle directory → source) and starts a runtime over them. `index` is the usual bundle. */
export async function functionFixture(
  files: Readonly<Record<string, string>>,
  options: Partial<FunctionRuntimeOptions> = {},
): Promise<FunctionFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'freshet-functions-'))
  // As a deployed function lies there: readable for the user that hosts run as.
  await chmod(directory, 0o755)
  for (const [path, source] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), source)
  }
  const events: FunctionEvent[] = []
  const watchers = new Set<(event: FunctionEvent) => void>()
  const runtime = createFunctionRuntime({
    materialize: async (_site, bundle) => join(directory, bundle),
    hostScript: HOST_SCRIPT,
    socketDirectory: join(directory, 'sockets'),
    onEvent: (event) => {
      events.push(event)
      for (const watch of watchers) watch(event)
    },
    ...options,
  })
  const invoke = (call: CallOptions = {}) => runtime.invoke(functionCall(call))
  return {
    runtime,
    events,
    directory,
    invoke,
    event: (kind, fits = () => true) => {
      const { promise, resolve } = Promise.withResolvers<Extract<FunctionEvent, { kind: typeof kind }>>()
      const watch = (event: FunctionEvent) => {
        if (isOfKind(event, kind) && fits(event)) resolve(event)
      }
      watchers.add(watch)
      for (const event of events) watch(event)
      return promise.finally(() => watchers.delete(watch))
    },
    fetch: async (call) => {
      const response = await invoke(call)
      if (response.kind === 'failed') throw new Error(`${response.reason}: ${response.message}\n${outputOf(events)}`)
      const text = await textOf(response.body)
      return { status: response.status, headers: response.headers, text, tags: await response.tags }
    },
    [Symbol.asyncDispose]: async () => {
      await runtime.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A GET of `/` to `index.js` of the bundle `index`, unless told otherwise. */
export function functionCall(options: CallOptions = {}): FunctionCall {
  const { bundle = 'index', deploymentId = 'dpl_1', function: overrides, ...call } = options
  return {
    site: siteOf(deploymentId),
    function: {
      bundle,
      runtime: nodeRuntime(),
      role: 'answers',
      maxDurationSeconds: 10,
      memoryMb: 256,
      environment: {},
      ...overrides,
    },
    method: 'GET',
    url: '/',
    headers: [['host', 'site.test']],
    body: null,
    invocationId: 'inv_1',
    stamp: 0,
    basis: { epoch: '', seq: 0, resetCount: 0 },
    purpose: 'live',
    ...call,
  }
}

export function nodeRuntime(options: Partial<NodeRuntime> = {}): NodeRuntime {
  const entry = { kind: 'detected', shouldAddHelpers: false } as const
  return { kind: 'node', handler: 'index.js', entry, mapsSources: false, ...options }
}

export function edgeRuntime(options: Partial<EdgeRuntime> = {}): EdgeRuntime {
  return { kind: 'edge', entrypoint: 'index.js', assets: [], ...options }
}

export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Whether a process is there, and has not ended without being asked after. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return process.platform !== 'linux' || !(await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z ')
}

/** A request body, or a stream, of these pieces. */
export async function* bytesOf(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece)
}

function outputOf(events: readonly FunctionEvent[]): string {
  return events.flatMap((event) => (event.kind === 'output' ? [event.line] : [])).join('\n')
}

function isOfKind<Kind extends FunctionEvent['kind']>(
  event: FunctionEvent,
  kind: Kind,
): event is Extract<FunctionEvent, { kind: Kind }> {
  return event.kind === kind
}

function siteOf(deploymentId: string): Site {
  return {
    domain: 'site.test',
    projectId: 'prj_1',
    environment: 'production',
    isProtected: false,
    deployment: {
      id: deploymentId,
      projectId: 'prj_1',
      createdSeq: 0,
      afterCacheBypass: [],
      buildId: null,
      createdAtMs: 0,
      outputs: new Map(),
      router: { resolve: () => ({ kind: 'not_found', status: 404, headers: [] }), decidingHeaders: new Set() },
    },
  }
}

/**
 * A process that starts the host of the bundle `index` as an edge does, and can be killed. Sends a number: the process id of the
 * host once that is ready, or the first number that the function prints.
 */
export async function forkEdge(options: {
  readonly directory: string
  /** The host's own place. */
  readonly home: string
  readonly sends: 'pid' | 'printed'
  readonly spawn?: object
}): Promise<ChildProcess> {
  const { directory, home, sends } = options
  const start = {
    type: 'start',
    directory: join(directory, 'index'),
    runtime: nodeRuntime(),
    role: 'answers',
    environment: {},
    place: home,
    socketPath: join(home, 's'),
    clockOffsetMs: 0,
    channel: null,
  }
  const frame = encodeFrame(start)
  const written = Buffer.concat([lengthOf(frame), frame]).toString('base64')
  const spawnOptions = { detached: true, stdio: ['ignore', 'pipe', 'inherit', 'pipe'], ...options.spawn }
  const script = join(directory, 'edge.mjs')
  await writeFile(
    script,
    `import { spawn } from 'node:child_process'
     const host = spawn(process.execPath, [${JSON.stringify(HOST_SCRIPT)}], ${JSON.stringify(spawnOptions)})
     host.stdio[${sends === 'pid' ? 3 : 1}].once('data', (text) => process.send(${sends === 'pid' ? 'host.pid' : 'Number(text)'}))
     host.stdio[3].write(Buffer.from('${written}', 'base64'))`,
  )
  return fork(script, { execArgv: [] })
}
