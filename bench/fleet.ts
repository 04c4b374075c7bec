import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { z } from 'zod'
import { freePort } from '../lib/launcher/ports.ts'
import { inheritedEnv } from '../lib/server/env.ts'
import { ROOT } from '../scripts/steps.ts'

/** The first start builds the dashboard. */
const START_LIMIT_MS = 600_000

export type BenchEdge = {
  readonly port: number
  readonly region: string
  /** The longest that its event loop was kept from work in the last two seconds. */
  eventLoopDelayMs(): Promise<number>
}

export type BenchFleet = {
  readonly edges: readonly BenchEdge[]
  readonly dashboardUrl: string
  readonly token: string
  readonly sql: postgres.Sql
  /** Deploys a Build Output, given as path → content below `.vercel/output`, to production; resolves to its id. */
  deploy(project: string, files: Readonly<Record<string, string>>): Promise<string>
  stop(): Promise<void>
}

/** Starts so many edges with a database of their own by the task of `npm run fleet`, and leaves nothing behind. */
export async function startFleet(count: number): Promise<BenchFleet> {
  const dataDir = mkdtempSync(join(tmpdir(), 'freshet-bench-'))
  // PostgreSQL runs as another user when we are root, and has to get in.
  chmodSync(dataDir, 0o755)
  const ports = await freePorts(count)
  const dashboardUrl = `http://127.0.0.1:${await freePort()}`
  const env = {
    EDGE_PORT: String(ports[0]),
    PORT: new URL(dashboardUrl).port,
    PREVIEW_PORT: '0',
    FRESHET_DATA_DIR: dataDir,
    DATABASE_URL: '',
    LOG_LEVEL: 'error',
    // One token purges more often than one should.
    PURGES_PER_MINUTE: '0',
  }
  const launcher = launch(env, count)
  const undo = [async () => rmSync(dataDir, { recursive: true, force: true }), launcher.stop]
  const stop = async () => {
    for (const each of undo.toReversed()) await each()
  }
  try {
    await launcher.ready(async () => (await fetch(`${dashboardUrl}/api/v1/openapi.json`)).ok)
    const cli = (...args: string[]) => runCli({ ...env, FRESHET_URL: dashboardUrl }, args)
    const { token } = z
      .object({ token: z.string() })
      .parse(JSON.parse(await cli('token', 'create', '--name', 'bench', '--json')))
    const sql = postgres(databaseUrlOf(dataDir), { max: 2, onnotice: () => {} })
    undo.push(() => sql.end({ timeout: 1 }))
    const edges = await readEdges(sql, ports, readFileSync(join(dataDir, 'fleet-secret'), 'utf8').trim())
    const deploy = async (project: string, files: Readonly<Record<string, string>>) => {
      const site = join(dataDir, `${project}-site`)
      for (const [path, content] of Object.entries(files)) write(join(site, '.vercel/output', path), content)
      const answer = await runCli({ ...env, FRESHET_URL: dashboardUrl, FRESHET_TOKEN: token }, [
        ...['deploy', site, '--project', project, '--prod', '--json'],
      ])
      return z.object({ deployment: z.object({ id: z.string() }) }).parse(JSON.parse(answer)).deployment.id
    }
    return { edges, dashboardUrl, token, sql, deploy, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  for (;;) {
    const first = await freePort()
    const others = await Promise.all(Array.from({ length: count - 1 }, (_, index) => isFree(first + index + 1)))
    if (others.every(Boolean)) return Array.from({ length: count }, (_, index) => first + index)
  }
}

function isFree(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => false,
    () => true,
  )
}

function launch(env: Readonly<Record<string, string>>, count: number) {
  const child: ChildProcess = spawn(process.execPath, ['scripts/run.mjs', 'fleet', String(count)], {
    cwd: ROOT,
    env: { ...inheritedEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = once(child, 'close')
  let output = ''
  let hasEnded = false
  child.once('close', () => {
    hasEnded = true
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return {
    async ready(isReady: () => Promise<boolean>) {
      const deadlineMs = performance.now() + START_LIMIT_MS
      while (!output.includes('are ready') || !(await isReady().catch(() => false))) {
        if (hasEnded || performance.now() > deadlineMs) throw new Error(`The fleet did not start.\n${output}`)
        await delay(100)
      }
    },
    async stop() {
      if (!hasEnded) child.kill('SIGTERM')
      await gone
    },
  }
}

async function runCli(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/freshet.mjs'), ...args], {
    cwd: ROOT,
    env: { ...inheritedEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(`freshet ${args[0]} ended with ${status}: ${errors}${output}`)
  return output
}

function databaseUrlOf(dataDir: string): string {
  const text = readFileSync(join(dataDir, 'connection.json'), 'utf8')
  return z.object({ databaseUrl: z.string() }).parse(JSON.parse(text)).databaseUrl
}

async function readEdges(sql: postgres.Sql, ports: readonly number[], secret: string): Promise<readonly BenchEdge[]> {
  const rows = await sql<{ region: string; controlUrl: string }[]>`
    select region, control_url as "controlUrl" from edges where stopped_at is null order by region`
  const statusSchema = z.object({ eventLoopDelayMs: z.number() })
  return rows.map(({ region, controlUrl }, index) => ({
    region,
    port: ports[index] ?? 0,
    async eventLoopDelayMs() {
      const response = await fetch(new URL('/status', controlUrl), { headers: { authorization: `Bearer ${secret}` } })
      return statusSchema.parse(await response.json()).eventLoopDelayMs
    },
  }))
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
