import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import next from 'next'
import { openDb } from '@/db/client'
import { mendLoadedDriver } from '@/db/driver-mend'
import { createClientReader } from '@/lib/adapters/http/client-address'
import { logAuditHeads } from '@/lib/server/audit-heads'
import { type Env, readEnv } from '@/lib/server/env'
import { log } from '@/lib/server/log'
import { createPreviewServer, listenForPreviews } from '@/lib/server/preview-server'
import { drainOnShutdown } from '@/lib/server/shutdown'

/** Live event streams never end by themselves; they get this long after a request to drain. */
const DRAIN_MS = 3_000
/** Whoever takes nothing of what is ready for them, nor says anything, for so long has left: live streams have a heartbeat. */
const STALLED_MS = 120_000

/**
 * The dashboard as the launcher runs it: Next.js behind a server of ours, because `next start` neither drains nor ends
 * when its launcher is killed.
 */
async function main(): Promise<void> {
  mendLoadedDriver()
  const env = readEnv()
  const { DASHBOARD_HOST: hostname, PORT: port, TRUSTED_PROXIES: trustedProxies } = env
  // Bundled into dist/, one folder below the checkout.
  const app = next({ dev: false, dir: join(import.meta.dirname, '..'), hostname, port })
  await app.prepare()
  const answer = app.getRequestHandler()
  const readClient = createClientReader(trustedProxies)
  // Next would take upgrades over, for the sake of its development server, and leave their sockets to nobody.
  const server = createServer({ shouldUpgradeCallback: () => false }, (request, response) => {
    settleForwarded(request, readClient)
    answer(request, response).catch((error: unknown) => {
      log().error({ error }, 'a request of the dashboard failed')
      response.destroy()
    })
  })
  server.timeout = STALLED_MS
  const previews = await openPreviews(env)
  server.listen(port, hostname)
  await once(server, 'listening')
  drainOnShutdown(async () => {
    await close(server)
    await previews.close()
    await app.close()
  })
  process.send?.({ type: 'ready' })
}

/** The origin of previews, with a pool of its own; tells the operations of this process where it is. */
async function openPreviews(env: Env): Promise<{ close(): Promise<void> }> {
  const { DASHBOARD_HOST: host, PREVIEW_PORT, PREVIEW_URL: url = null, FLEET_SECRET: key } = env
  const pool = openDb(env.DATABASE_URL, { maxConnections: 2 })
  const onError = (error: unknown) => log().error({ error }, 'a stored version could not be shown')
  logAuditHeads(pool.db, log())
  const server = createPreviewServer({ db: pool.db, key, onError })
  globalThis.freshetPreviews = { key, url, port: await listenForPreviews(server, PREVIEW_PORT, host) }
  return {
    close: async () => {
      await close(server)
      await pool.close()
    },
  }
}

/** Next believes `x-forwarded-*` of anybody. It gets what we believe, so that nobody chooses the address he is known by. */
function settleForwarded(request: IncomingMessage, readClient: ReturnType<typeof createClientReader>): void {
  const { headers, socket } = request
  const { ip, protocol, forwardedHost } = readClient(socket.remoteAddress ?? '', (name) => {
    const value = headers[name]
    return Array.isArray(value) ? value.join(',') : value
  })
  headers['x-forwarded-for'] = ip
  headers['x-forwarded-proto'] = protocol
  headers['x-forwarded-host'] = forwardedHost ?? headers.host
  delete headers['x-forwarded-port']
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
  await closed
}

main().catch((error: unknown) => {
  process.stderr.write(`dashboard: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
