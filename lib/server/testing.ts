import { once } from 'node:events'
import { globSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { arrayBuffer } from 'node:stream/consumers'
import { z } from 'zod'
import type { DbPool } from '@/db/client'
import { compose } from '@/lib/server/compose'
import { readEnv } from '@/lib/server/env'

const APP = join(import.meta.dirname, '../../app')

type Handler = (request: Request, segment: { params: Promise<object> }) => Promise<Response>
const handler = z.custom<Handler>((value) => typeof value === 'function')

/** The real routes of the REST API behind a plain server, as Next mounts them, over the given database. */
export async function serveApi(pool: DbPool & { readonly url: string }) {
  const env = readEnv({
    DATABASE_URL: pool.url,
    FLEET_SECRET: 'a secret of the tests',
    FRESHET_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    LOG_LEVEL: 'fatal',
  })
  globalThis.freshetComposition = compose(env, pool)
  const routes = await loadRoutes()
  const server = createServer((incoming, outgoing) => {
    answer(routes, incoming, outgoing).catch((error: unknown) =>
      outgoing.destroy(error instanceof Error ? error : undefined),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    /** As when the machine loses its network for a moment. */
    breakConnections: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      globalThis.freshetComposition = undefined
    },
  }
}

type Route = { readonly pattern: RegExp; readonly methods: Readonly<Record<string, unknown>> }

async function loadRoutes(): Promise<Route[]> {
  const found = globSync(['api/v1/**/route.ts', 'v{1,2,9}/**/route.ts'], { cwd: APP })
  // A name goes before what stands for any, as in Next.
  const files = found.toSorted((one, other) => Number(one.includes('[')) - Number(other.includes('[')))
  return Promise.all(
    files.map(async (file) => {
      const path = file
        .replace(/\/route\.ts$/, '')
        .replaceAll('.', '\\.')
        .replaceAll(/\[(\w+)\]/g, '(?<$1>[^/]+)')
      const methods = z.record(z.string(), z.unknown()).parse({ ...(await import(join(APP, file))) })
      return { pattern: new RegExp(`^/${path}$`), methods }
    }),
  )
}

async function answer(routes: readonly Route[], incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', headers } = incoming
  const url = new URL(incoming.url ?? '/', `http://${headers.host}`)
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const leaving = new AbortController()
  outgoing.once('close', () => leaving.abort())
  const asked = { method, headers: pairs, signal: leaving.signal }
  const request =
    method === 'GET' || method === 'HEAD'
      ? new Request(url, asked)
      : new Request(url, { ...asked, body: await arrayBuffer(incoming) })
  const route = routes.find(({ pattern }) => pattern.test(url.pathname))
  const handle = handler.safeParse(route?.methods[method])
  const encoded = route?.pattern.exec(url.pathname)?.groups ?? {}
  const params = Object.fromEntries(Object.entries(encoded).map(([name, value]) => [name, decodeURIComponent(value)]))
  const response = handle.success
    ? await handle.data(request, { params: Promise.resolve(params) })
    : new Response(null, { status: route === undefined ? 404 : 405 })
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.flushHeaders()
  for await (const chunk of response.body ?? []) {
    if (!outgoing.write(chunk)) await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')])
  }
  outgoing.end()
}
