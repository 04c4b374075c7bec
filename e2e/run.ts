import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../lib/launcher/ports.ts'
import { SET_UP_LINK, startFreshet } from '../scripts/start-freshet.ts'
import { runTool, step } from '../scripts/steps.ts'

/** From here the proxy of a story speaks; all others come from 127.0.0.1, and what they say of themselves counts for nothing. */
export const TRUSTED_PROXY = '127.0.0.2'

/**
 * Starts one Freshet as a user would, with a data folder and ports of its own, tells the browser stories its stories, and
 * leaves nothing behind. Arguments go to Playwright, such as `e2e/purge.spec.ts`.
 */
export async function main(args: readonly string[]): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'freshet-e2e-'))
  // PostgreSQL runs as another user when we are root, and has to get in.
  chmodSync(dataDir, 0o755)
  const ports = { EDGE_PORT: String(await freePort()), PORT: String(await freePort()), PREVIEW_PORT: '0' }
  // An empty DATABASE_URL wins over one in `.env`: a story stops the database, which has to be our own.
  const own = { DATABASE_URL: '', NODE_ENV: 'test', ISR_TEST_CLOCK: '1', TRUSTED_PROXIES: TRUSTED_PROXY } as const
  const freshet = startFreshet({ ...own, ...ports, FRESHET_DATA_DIR: dataDir })
  const stopping = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(name, () => stopping.abort())
  try {
    const setUpUrl = await step('Start Freshet', () => freshet.until(SET_UP_LINK, stopping.signal))
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
