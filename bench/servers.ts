import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../db/migrate.ts'
import { buildExample } from '../examples/testing/build-example.ts'
import { freePort } from '../lib/launcher/ports.ts'
import { startPostgres } from '../lib/launcher/postgres.ts'
import { inheritedEnv } from '../lib/server/env.ts'
import { buildIfNeeded } from '../scripts/build.ts'
import { ROOT, step } from '../scripts/steps.ts'

export type BenchServer = {
  readonly name: string
  readonly url: string
  readonly host: string
  /** Processor time that its process has used, in milliseconds. */
  cpuMs(): number
}

const HOST = 'almanac.localhost'
const NEXT_APP = join(ROOT, 'examples/next-app')
const hasTaskset = spawnSync('taskset', ['--version']).status === 0

/** A command line that keeps the program on one core, where the machine can. */
export function onCore(core: number, command: readonly string[]): readonly string[] {
  return hasTaskset ? ['taskset', '-c', String(core), ...command] : command
}

/** Starts the three servers, each on the first core, and fills the page that they are asked for. */
export async function startServers() {
  const dir = mkdtempSync(join(tmpdir(), 'freshet-bench-'))
  const children: ChildProcess[] = []
  const undo: (() => Promise<unknown> | undefined)[] = []
  const stop = async () => {
    for (const child of children.reverse()) await end(child)
    for (const each of undo.reverse()) await each()
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    await buildIfNeeded()
    await step('Build the Next.js example', () => buildExample(NEXT_APP, 'output'))
    const edge = await startEdge(dir, children, undo)
    const next = await startNext(children)
    const bare = await startBare(dir, edge, children)
    return { all: [bare, edge, next], stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startEdge(
  dir: string,
  children: ChildProcess[],
  undo: (() => Promise<unknown> | undefined)[],
): Promise<BenchServer> {
  // A folder of its own: as root, PostgreSQL runs as another user, who may not enter ours.
  const cluster = mkdtempSync(join(tmpdir(), 'freshet-bench-postgres-'))
  undo.push(async () => rmSync(cluster, { recursive: true, force: true }))
  const postgres = await startPostgres({ dir: cluster, port: 0, isDurable: false, log: () => {} })
  undo.push(() => postgres.stop())
  await migrate(postgres.url)
  const port = await freePort()
  const env = {
    DATABASE_URL: postgres.url,
    FRESHET_DATA_DIR: join(dir, 'data'),
    FLEET_SECRET: 'a secret of this bench alone',
    EDGE_PORT: String(port),
    LOG_LEVEL: 'warn',
  }
  const child = startPinned([process.execPath, join(ROOT, 'dist/edge.mjs')], env)
  children.push(child)
  await ready(child, 'the edge')
  const first = spawn(process.execPath, [join(ROOT, 'dist/first-start.mjs')], {
    env: { ...inheritedEnv(), ...env },
    stdio: 'ignore',
  })
  await once(first, 'exit')
  const url = `http://127.0.0.1:${port}/bench`
  for (const status of ['MISS', 'HIT']) {
    const { headers } = await fetchPage(url)
    if (headers.get('x-vercel-cache') !== status)
      throw new Error(`The bench page is ${headers.get('x-vercel-cache')}, not ${status}.`)
  }
  return { name: 'hit', url, host: HOST, cpuMs: () => cpuMsOf(child.pid) }
}

async function startNext(children: ChildProcess[]): Promise<BenchServer> {
  const port = await freePort()
  const next = join(NEXT_APP, 'node_modules/next/dist/bin/next')
  const child = startPinned([process.execPath, next, 'start', NEXT_APP, '-p', String(port), '-H', '127.0.0.1'], {
    NODE_ENV: 'production',
  })
  children.push(child)
  const url = `http://127.0.0.1:${port}/bench`
  await untilAnswers(url)
  return { name: 'next start', url, host: 'localhost', cpuMs: () => cpuMsOf(child.pid) }
}

async function startBare(dir: string, edge: BenchServer, children: ChildProcess[]): Promise<BenchServer> {
  const { headers, body } = await fetchPage(edge.url)
  const bodyFile = join(dir, 'body')
  writeFileSync(bodyFile, body)
  const same = [...headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name)).flat()
  const port = await freePort()
  const child = startPinned(
    [process.execPath, join(ROOT, 'bench/bare.mjs'), JSON.stringify({ port, headers: same, bodyFile })],
    {},
  )
  children.push(child)
  await ready(child, 'the bare server')
  return { name: 'bare node:http', url: `http://127.0.0.1:${port}/`, host: HOST, cpuMs: () => cpuMsOf(child.pid) }
}

function startPinned(command: readonly string[], env: NodeJS.ProcessEnv | Record<string, string>): ChildProcess {
  const [program = '', ...args] = onCore(0, command)
  return spawn(program, args, { env: { ...inheritedEnv(), ...env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

async function ready(child: ChildProcess, name: string): Promise<void> {
  const gone = once(child, 'exit').then(([status]) => Promise.reject(new Error(`${name} ended with status ${status}`)))
  await Promise.race([once(child, 'message'), gone])
}

/** `fetch` does not let a caller name the host, so the plain client asks. */
function fetchPage(url: string): Promise<{ readonly headers: ReadonlyMap<string, string>; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { host: HOST } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => {
        const headers = new Map(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
        resolve({ headers, body: Buffer.concat(chunks) })
      })
    })
    asked.once('error', reject).end()
  })
}

async function untilAnswers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isThere = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${url} does not answer.`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

/** User and system time of a process, from /proc (Linux): clock ticks of 10 ms. */
function cpuMsOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
