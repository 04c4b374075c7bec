import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { DbPool } from '@/db/client'
import { scanBuildOutput, toUpload } from '@/lib/adapters/build-output/scan-build-output'
import { freePort } from '@/lib/launcher/ports'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { finishDeployment } from '@/lib/ops/deployments/finish-deployment'
import { uploadFile } from '@/lib/ops/deployments/upload-file'
import { owner } from '@/lib/ops/testing'
import { createOpsContext } from '@/lib/server/compose'
import { inheritedEnv } from '@/lib/server/env'
import { bundle, ENTRIES } from '../../scripts/bundle.ts'

const DIST = join(import.meta.dirname, '../../dist')
/** Of every fleet that tests start. */
export const FLEET_SECRET = 'a secret of the tests'

export type Answer = {
  readonly status: number
  /** `HIT`, `STALE` and so on; empty where the answer has none. */
  readonly cache: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type RequestOptions = {
  readonly host?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request, and the text with which its answer ends. */
export type Exchange = { readonly bytes: string; readonly end: string }

/** A real edge process on a database of the test. */
export type EdgeProcess = {
  readonly port: number
  readonly pid: number
  request(path: string, options?: RequestOptions): Promise<Answer>
  /**
   * Sends the bytes as they are; resolves to all that came back for them once the connection is over, or after the
   * silence. With `behind`, on a connection that has been answered these requests before, each up to its `end`.
   */
  sendRaw(bytes: string, behind?: readonly Exchange[]): Promise<string>
  /** Ends it as the launcher does, so that it drains. */
  stop(): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
}

/** A folder of one test file: the edge's data, and its access log. */
export async function makeEdgeFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'freshet-edge-'))
  // Functions run as another user when we are root.
  await chmod(path, 0o755)
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Bundles the edge from the sources under test, so that no old build is tried. */
export async function bundleEdge(): Promise<void> {
  await bundle(ENTRIES.filter(({ name }) => name === 'edge' || name.endsWith('-host')))
}

export async function startEdge(
  databaseUrl: string,
  folder: string,
  { nodeOptions = [], temporary }: { readonly nodeOptions?: readonly string[]; readonly temporary?: string } = {},
): Promise<EdgeProcess> {
  const port = await freePort()
  // One that is killed leaves its temporary files to its next start, and here there is none.
  const own = temporary === undefined ? await makeEdgeFolder() : undefined
  const child = spawn(process.execPath, [...nodeOptions, join(DIST, 'edge.mjs')], {
    env: {
      PATH: inheritedEnv().PATH,
      NODE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      FLEET_SECRET,
      FRESHET_DATA_DIR: folder,
      FRESHET_ACCESS_LOG: accessLogOf(folder),
      EDGE_PORT: String(port),
      LOG_LEVEL: 'fatal',
      TMPDIR: temporary ?? own?.path,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit').then(own?.remove)
  await Promise.race([once(child, 'message'), gone.then(() => Promise.reject(new Error('The edge did not start.')))])
  const end = async (signal: NodeJS.Signals) => {
    if (isAlive(child)) child.kill(signal)
    await gone
  }
  return {
    port,
    pid: child.pid ?? 0,
    request: (path, options) => ask(port, path, options),
    sendRaw: (bytes, behind = []) => sendRaw(port, bytes, behind),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

function accessLogOf(folder: string): string {
  return join(folder, 'access.log')
}

export async function readAccessLog(folder: string): Promise<readonly string[]> {
  return (await readFile(accessLogOf(folder), 'utf8')).trim().split('\n')
}

/**
 * Deploys a Build Output, given as path → content below `.vercel/output`, and shows it on `<project>.localhost` unless it is
 * not to be promoted. Resolves to its id.
 */
export async function deployFiles(
  pool: DbPool,
  {
    folder,
    project,
    files,
    promote = true,
  }: { folder: string; project: string; files: Readonly<Record<string, unknown>>; promote?: boolean },
): Promise<string> {
  const site = join(folder, `${project}-site`)
  for (const [path, content] of Object.entries({ 'config.json': { version: 3 }, ...files })) {
    const file = join(site, '.vercel/output', path)
    await mkdir(dirname(file), { recursive: true })
    const isReady = typeof content === 'string' || content instanceof Uint8Array
    await writeFile(file, isReady ? content : JSON.stringify(content))
  }
  const client = { ip: null, userAgent: null }
  const env = { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: folder }
  const ctx = createOpsContext({ actor: owner, client, db: pool.db, env })
  const scanned = await scanBuildOutput(site)
  const { deployment, missing } = await createDeployment(ctx, { project, upload: toUpload(scanned) })
  const { id } = deployment
  for (const { sha256, source } of scanned.files) {
    if (missing.includes(sha256)) await uploadFile(ctx, { id, sha256 }, createReadStream(source))
  }
  await finishDeployment(ctx, { id, promote })
  return id
}

/** Files of one Node function for `deployFiles`; with `prerender`, of a prerender. */
export function functionFiles(
  name: string,
  source: string,
  { prerender, maxDuration = 10 }: { readonly prerender?: object; readonly maxDuration?: number } = {},
): Readonly<Record<string, unknown>> {
  const config = { runtime: 'nodejs24.x', handler: 'index.cjs', launcherType: 'Nodejs', maxDuration }
  return {
    [`functions/${name}.func/.vc-config.json`]: config,
    [`functions/${name}.func/index.cjs`]: source,
    ...(prerender && { [`functions/${name}.prerender-config.json`]: { ...prerender, fallback: null } }),
  }
}

async function ask(port: number, path: string, options: RequestOptions = {}): Promise<Answer> {
  const { host = 'shop.localhost', method = 'GET', headers = {}, body } = options
  const answer = Promise.withResolvers<Answer>()
  request({ host: '127.0.0.1', port, path, method, headers: { ...headers, host }, agent: false }, (incoming) => {
    text(incoming).then(
      (received) =>
        answer.resolve({
          status: incoming.statusCode ?? 0,
          cache: String(incoming.headers['x-vercel-cache'] ?? ''),
          headers: incoming.headers,
          body: received,
        }),
      answer.reject,
    )
  })
    .on('error', answer.reject)
    .end(body)
  return await answer.promise
}

/** A busy machine may take so long for the first byte; after it, so much silence is the end. */
const PATIENCE_MS = 5_000
const SILENCE_MS = 400

async function sendRaw(port: number, bytes: string, behind: readonly Exchange[]): Promise<string> {
  let received = ''
  const socket = connect(port, '127.0.0.1')
  const closed = once(socket, 'close')
  socket.setEncoding('latin1').on('data', (piece: string) => {
    received += piece
    socket.setTimeout(SILENCE_MS)
  })
  // A reset is an answer too.
  socket.on('error', () => {})
  socket.on('timeout', () => socket.destroy())
  for (const before of behind) {
    received = ''
    socket.write(Buffer.from(before.bytes, 'latin1'))
    while (!received.endsWith(before.end)) await Promise.race([once(socket, 'data'), closed.then(cutOff)])
  }
  received = ''
  socket.setTimeout(PATIENCE_MS)
  socket.write(Buffer.from(bytes, 'latin1'))
  await closed
  return received
}

function cutOff(): never {
  throw new Error('The connection was closed before the bytes were sent.')
}

/** The way from one edge to the database, which a test can cut. */
export type Link = {
  /** The database, by this way. */
  readonly url: string
  /** From now on nothing passes, and nobody is told: as when a cable is pulled. */
  cut(): void
  /** What waited passes, and so does everything after it. */
  mend(): void
  close(): Promise<void>
}

export async function openLink(databaseUrl: string): Promise<Link> {
  const { hostname, port } = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy()).once('close', () => sockets.delete(from) && to.destroy())
      from.on('data', (bytes) => to.write(bytes))
      if (isCut) from.pause()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' ? address?.port : '')
  return {
    url: url.href,
    cut() {
      isCut = true
      for (const socket of sockets) socket.pause()
    },
    mend() {
      isCut = false
      for (const socket of sockets) socket.resume()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
