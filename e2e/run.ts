import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../lib/launcher/ports.ts'
import { inheritedEnv } from '../lib/server/env.ts'
import { ROOT, runTool, step } from '../scripts/steps.ts'

/** The first start builds the dashboard. */
const START_LIMIT_MS = 600_000
const SET_UP_LINK = /^ *Set up +(\S+)$/m

/**
 * Starts one Freshet as a user would, with a data folder and ports of its own, tells the browser stories its stories, and
 * leaves nothing behind. Arguments go to Playwright, such as `e2e/purge.spec.ts`.
 */
export async function main(args: readonly string[]): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'freshet-e2e-'))
  // PostgreSQL runs as another user when we are root, and has to get in.
  chmodSync(dataDir, 0o755)
  const ports = { EDGE_PORT: String(await freePort()), PORT: String(await freePort()), PREVIEW_PORT: '0' }
  const freshet = startFreshet({ ...ports, FRESHET_DATA_DIR: dataDir })
  const stopping = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(name, () => stopping.abort())
  try {
    const setUpUrl = await step('Start Freshet', () => freshet.setUpLink(stopping.signal))
    await runTool('playwright', ['test', ...args], {
      signal: stopping.signal,
      env: {
        E2E_BASE_URL: new URL(setUpUrl).origin,
        E2E_SET_UP_URL: setUpUrl,
        E2E_EDGE_PORT: ports.EDGE_PORT,
        E2E_DATA_DIR: dataDir,
      },
    })
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  } finally {
    await freshet.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function startFreshet(own: Partial<NodeJS.ProcessEnv>) {
  const child: ChildProcess = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
    cwd: ROOT,
    // An empty DATABASE_URL wins over one in `.env`: a story stops the database, which has to be our own.
    env: { ...inheritedEnv(), DATABASE_URL: '', NODE_ENV: 'test', ISR_TEST_CLOCK: '1', LOG_LEVEL: 'error', ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = once(child, 'close')
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const isGone = () => child.exitCode !== null || child.signalCode !== null
  return {
    /** Printed last, when everything runs. Rejects with what was printed when the start failed. */
    async setUpLink(signal: AbortSignal): Promise<string> {
      const deadlineMs = performance.now() + START_LIMIT_MS
      for (;;) {
        const url = SET_UP_LINK.exec(output)?.[1]
        if (url !== undefined) return url
        if (isGone() || performance.now() > deadlineMs) throw new Error(`Freshet did not start:\n${output}`)
        await delay(100, undefined, { signal })
      }
    },
    async stop(): Promise<void> {
      if (!isGone()) child.kill('SIGTERM')
      await gone
    },
  }
}
