import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { runCommand } from './run-command.ts'

const CHECKOUT = join(import.meta.dirname, '..', '..')
/** The first start builds the dashboard. */
const START_LIMIT_MS = 600_000
const STOP_LIMIT_MS = 30_000

const edgeSchema = z.object({ controlUrl: z.string(), fleetSecret: z.string() })
const createdToken = z.object({ token: z.string() })

/** A Freshet of our own: free ports, an empty data directory, and a clock that can be moved. */
export type Freshet = {
  readonly edgePort: number
  /** Runs the CLI signed in as owner of this Freshet; resolves to what it printed. */
  readonly cli: (...args: string[]) => Promise<string>
  /** Moves the time of the edge and of its functions forward. */
  readonly advance: (seconds: number) => Promise<void>
  /** Ends every process of it and removes its data. */
  readonly stop: () => Promise<void>
}

/**
 * Starts one by the same task as `npm start`. Rejects, with the last it printed, when it ends before it answers. A signal
 * to end ends it first.
 */
export async function startFreshet(): Promise<Freshet> {
  const dataDir = await mkdtemp(join(tmpdir(), 'freshet-frameworks-'))
  // PostgreSQL runs as another user when we are root, and has to get in.
  await chmod(dataDir, 0o755)
  const [edgePort, dashboardPort] = [await freePort(), await freePort()]
  const env = {
    EDGE_PORT: String(edgePort),
    PORT: String(dashboardPort),
    FRESHET_DATA_DIR: dataDir,
    // The clock moves in a Freshet that says it is under test, and in no other.
    ISR_TEST_CLOCK: '1',
    NODE_ENV: 'test',
    DATABASE_URL: undefined,
  }
  const dashboardUrl = `http://127.0.0.1:${dashboardPort}`
  const edgeFile = join(dataDir, `edge-${edgePort}.json`)
  const launcher = startLauncher(env)
  const leave = () => stop().then(() => process.exit(1))
  const stop = async () => {
    process.off('SIGINT', leave).off('SIGTERM', leave)
    await launcher.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  process.once('SIGINT', leave).once('SIGTERM', leave)
  try {
    await launcher.until(() => answers(`${dashboardUrl}/api/v1/openapi.json`))
    const runCli = (args: readonly string[], token?: string) =>
      runCommand(process.execPath, [join(CHECKOUT, 'bin', 'freshet.mjs'), ...args], {
        cwd: CHECKOUT,
        env: { ...env, FRESHET_URL: dashboardUrl, FRESHET_TOKEN: token },
        timeoutMs: 120_000,
      })
    const { token } = createdToken.parse(
      JSON.parse(await runCli(['token', 'create', '--name', 'frameworks', '--json'])),
    )
    return { edgePort, cli: (...args) => runCli(args, token), advance: (seconds) => advance(edgeFile, seconds), stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}

function startLauncher(env: Readonly<Record<string, string | undefined>>) {
  const child: ChildProcess = spawn(process.execPath, [join('scripts', 'run.mjs'), 'start'], {
    cwd: CHECKOUT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-4_000)
    })
  }
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      hasEnded = true
      resolve()
    })
  })
  return {
    until: async (isReady: () => Promise<boolean>) => {
      const deadline = performance.now() + START_LIMIT_MS
      while (!(await isReady())) {
        if (hasEnded || performance.now() > deadline) throw new Error(`Freshet did not start.\n${printed}`)
        await pause(100)
      }
    },
    stop: async () => {
      if (hasEnded) return
      child.kill('SIGTERM')
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      await ended
      clearTimeout(killer)
    },
  }
}

async function advance(edgeFile: string, seconds: number): Promise<void> {
  const { controlUrl, fleetSecret } = edgeSchema.parse(JSON.parse(await readFile(edgeFile, 'utf8')))
  const response = await fetch(new URL('/clock/advance', controlUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${fleetSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ seconds }),
  })
  if (!response.ok) throw new Error(`The test clock answered ${response.status}: ${await response.text()}`)
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.ok
  } catch {
    // Not listening yet is the expected state while it starts.
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port')
  return address.port
}
